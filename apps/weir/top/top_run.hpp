// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/base/time.hpp>

#include <string>

namespace weir::inline v0::cli {

struct top_request {
    std::string address;
    std::string token;
    bool once = false;
    duration every = std::chrono::seconds(1);
};

/// Shows until a signal comes; once if asked to, or if standard output is no terminal. Returns the
/// exit code.
[[nodiscard]] int run_top(const top_request& request);

}  // namespace weir::inline v0::cli
