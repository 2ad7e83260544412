// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Where the results of a load test go.

#include "load/load_request.hpp"

#include <weir/coro/task.hpp>
#include <weir/lab/report.hpp>

#include <optional>
#include <string>

namespace weir::inline v0::cli {

/// Why a file cannot be written, as one sentence. Blocks: call it before the runtime starts.
[[nodiscard]] std::optional<std::string> problem_with_files(const load_outputs& outputs);

/// Writes all files; the first that could not be written ends it, with a sentence.
[[nodiscard]] task<result<void, std::string>> write_outputs(const load_outputs& outputs,
                                                            const lab::report& found,
                                                            const std::string& hdr_log);

}  // namespace weir::inline v0::cli
