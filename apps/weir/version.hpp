// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Which Weir this is and what it runs on.

#include <string>

namespace weir::inline v0::cli {

inline constexpr const char* version_number = WEIR_VERSION;

/// Version, compiler, and the driver that a runtime gets here. Starts one to find out.
[[nodiscard]] std::string version_text();

}  // namespace weir::inline v0::cli
