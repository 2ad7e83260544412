// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A load test as tables for other programs (RFC 4180): one row a step, and one a second.
///
/// The columns are those of docs/reference/cli.md; a value that was not measured is empty. Units
/// are in the names, decimal points are points, lines end as everywhere on this system.

#include <weir/lab/report.hpp>

#include <string>

namespace weir::inline v0::cli {

[[nodiscard]] std::string steps_csv(const lab::report& found);
[[nodiscard]] std::string seconds_csv(const lab::report& found);

}  // namespace weir::inline v0::cli
