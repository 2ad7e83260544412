// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Puts load on one target after another, shows how it goes, writes the report.

#include "load/load_request.hpp"

namespace weir::inline v0::cli {

/// Returns the exit code.
[[nodiscard]] int run_load(const load_request& request);

}  // namespace weir::inline v0::cli
