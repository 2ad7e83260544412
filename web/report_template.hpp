// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The report page of `weir lab` and `weir load`, embedded in the program.
///
/// The page is one HTML file that holds its styles, its scripts and, in a script element of type
/// application/json, its data; it loads nothing. What the data looks like is written down in
/// docs/reference/report-json.md. Both functions are pure and may be called on any thread.
///
///     std::string page = weir::web::report_page(json);

#include <string>
#include <string_view>

namespace weir::inline v0::web {

/// The page without data: valid HTML that says it is empty. Lives as long as the program.
[[nodiscard]] std::string_view report_template() noexcept;

/// The page with its data. `json` must be one JSON text; it is escaped for its place in the page,
/// so a command line or URL in it cannot end the script element.
[[nodiscard]] std::string report_page(std::string_view json);

}  // namespace weir::inline v0::web
