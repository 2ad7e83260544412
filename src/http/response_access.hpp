// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/http/response.hpp>

namespace weir::inline v0::http::detail {

/// Lets the server write a response out without making a field of its type.
struct response_access {
    /// Empty if it is among the fields, or there is none.
    [[nodiscard]] static std::string_view type(const response& r) noexcept {
        return r.content_->type;
    }
    /// All but the type.
    [[nodiscard]] static headers& fields(response& r) noexcept { return r.content_->fields; }
    [[nodiscard]] static const headers& fields(const response& r) noexcept {
        return r.content_->fields;
    }
};

}  // namespace weir::inline v0::http::detail
