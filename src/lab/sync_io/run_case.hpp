// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Puts one variant under one load: starts its backend and its server, drives the steps, samples.

#include "lab/sync_io/schedule.hpp"

#include <weir/lab/sync_io.hpp>

#include <string>
#include <string_view>

namespace weir::inline v0::lab {

/// What all cases of a run share.
struct run_context {
    const sync_io_options& options;
    const sync_io_hooks& hooks;
    std::string upload_file;
};

struct case_outcome {
    report_variant found;
    std::string driver;   ///< of the server
    std::string failure;  ///< why it ended early; empty if it did not
};

/// `part` is the name of the run that the case belongs to. Cancellation: ends with the steps that
/// were begun.
[[nodiscard]] task<case_outcome> run_case(const run_context& context, std::string_view part,
                                          load_case load);

}  // namespace weir::inline v0::lab
