// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/http/headers.hpp>

namespace weir::inline v0::http::detail {

/// Lets the parser store what its scanner has checked already.
struct header_writer {
    static void append(headers& to, std::string_view name, std::string_view value) {
        to.entries_.push_back(to.store(name, value));
    }
};

}  // namespace weir::inline v0::http::detail
