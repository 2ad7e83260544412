// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The one line that a server process sends to the lab once it listens, or cannot.

#include <weir/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

struct ready_report {
    std::uint16_t port = 0;
    std::string driver;   ///< "threads" for a blocking server
    std::string failure;  ///< why it cannot serve; then the rest means nothing
};

/// A JSON object and a line end.
[[nodiscard]] std::string to_line(const ready_report& report);
/// Errors: `errc::protocol_error`.
[[nodiscard]] result<ready_report> parse_ready_report(std::string_view line);

}  // namespace weir::inline v0::lab
