// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What `weir load --json` wrote, read again (docs/reference/report-json.md).

#include "load/compare.hpp"

#include <weir/base/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::cli {

struct measured_step {
    std::string target;
    bool open = false;
    double level = 0;   ///< users, or rate
    bool sound = true;  ///< certified, settled and not interrupted
    measured_seconds series;
};

/// The steps of the file, in its order. The error is a sentence that names the file. Blocks.
[[nodiscard]] result<std::vector<measured_step>, std::string> read_run(const std::string& path);

/// The same from text; `name` is for the error.
[[nodiscard]] result<std::vector<measured_step>, std::string> parse_run(std::string_view text,
                                                                        const std::string& name);

}  // namespace weir::inline v0::cli
