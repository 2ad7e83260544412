// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A TOML file of requests that are sent in proportion to their weights.
///
///     [[request]]
///     weight = 9
///     path = "/items/{{random:1:1000}}"
///
///     [[request]]
///     method = "POST"
///     path = "/items"
///     headers = { Content-Type = "application/json" }
///     body = '{"n": {{n}}}'
///
/// `weight` is 1 unless given, `path` the URL's own. `body_file` names a file beside the scenario
/// that is sent as it is. Variables: see text_template.hpp. Everything that is not known is an
/// error, so that a misspelt key is not ignored.

#include <weir/base/result.hpp>
#include <weir/load/plan.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::cli {

/// The error is a sentence with file and line. Blocks.
[[nodiscard]] result<std::vector<load::weighted_request>, std::string> read_scenario(
    const std::string& path);

/// The same from text; `path` is for the errors and to find body files.
[[nodiscard]] result<std::vector<load::weighted_request>, std::string> parse_scenario(
    std::string_view text, const std::string& path);

}  // namespace weir::inline v0::cli
