// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Runs an experiment as asked, shows how it goes, writes the report.

#include <weir/lab/event_loop_options.hpp>
#include <weir/lab/sync_io_options.hpp>

#include <string>

namespace weir::inline v0::cli {

/// What each experiment is told beside its own options.
struct lab_output {
    std::string directory;
    std::string command;  ///< how the program was called
};

/// The experiment `sync-io`. Returns the exit code.
[[nodiscard]] int run_lab(const lab::sync_io_options& options, const lab_output& output);

/// The experiment `event-loop`. Returns the exit code; a claim that did not hold is
/// `exit_threshold`.
[[nodiscard]] int run_lab(const lab::event_loop_options& options, const lab_output& output);

}  // namespace weir::inline v0::cli
