// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One line on a step of a load: while it runs, and when it is done.

#include <weir/lab/report.hpp>
#include <weir/load/engine.hpp>

#include <string>

namespace weir::inline v0::cli {

/// "4000 users 12/26 s: 319/s, 12.4 s".
[[nodiscard]] std::string progress_line(const load::progress& now);
/// "4000 users" or "500/s due".
[[nodiscard]] std::string level_text(const lab::report_step& step);
/// "4000 users: 319/s, mean 12.5 s, p99 12.9 s", and what is wrong with it.
[[nodiscard]] std::string step_line(const lab::report_step& step);
/// "not certified", "not settled", "cut short", joined; empty if nothing is.
[[nodiscard]] std::string doubts_about(const lab::report_step& step);

/// "yes" or "no".
[[nodiscard]] std::string yes_or_no(bool yes);

/// A value for a cell, "-" if it was not measured.
[[nodiscard]] std::string number_cell(std::optional<double> value);
[[nodiscard]] std::string ms_cell(std::optional<double> value);
[[nodiscard]] std::string bytes_cell(std::optional<double> value);

}  // namespace weir::inline v0::cli
