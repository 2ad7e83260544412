// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What is printed when a run is over.

#include <weir/lab/report.hpp>

#include <string>

namespace weir::inline v0::cli {

/// Of an experiment: the last step of every variant, the ratios, the verdict.
[[nodiscard]] std::string summary_of(const lab::report& found);

}  // namespace weir::inline v0::cli
