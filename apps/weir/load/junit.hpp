// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The promises of a load test as JUnit XML, which build servers show: a suite for each target, a
/// case for each promise and step.

#include <weir/lab/report.hpp>

#include <string>

namespace weir::inline v0::cli {

[[nodiscard]] std::string junit_of(const lab::report& found);

}  // namespace weir::inline v0::cli
