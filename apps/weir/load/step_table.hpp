// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What is printed when a load test is over.

#include <weir/lab/report.hpp>

#include <string>

namespace weir::inline v0::cli {

/// Every step of every target. Steps of the open model have their latency twice, corrected and raw.
[[nodiscard]] std::string step_table(const lab::report& found);

/// Each promise and whether it was kept; empty if none was made.
[[nodiscard]] std::string threshold_table(const lab::report& found);

}  // namespace weir::inline v0::cli
