// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Runs the experiment `sync-io` as asked, shows how it goes, writes the report.

#include <weir/lab/sync_io_options.hpp>

#include <string>

namespace weir::inline v0::cli {

struct lab_run_request {
    lab::sync_io_options options;
    std::string out = "out/sync-io";
    std::string command;  ///< how the program was called
};

/// Returns the exit code.
[[nodiscard]] int run_lab(const lab_run_request& request);

}  // namespace weir::inline v0::cli
