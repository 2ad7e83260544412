// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A small hook for what the library itself has to say; a program decides where it goes.
///
/// By default lines of `WEIR_LOG` (error, warning, info, debug; default warning) and above go to
/// stderr. Weir logs rarely: choices at start-up, faults, stragglers on drain; never per request.

#include <string_view>

namespace weir::inline v0 {

enum class log_level { error, warning, info, debug };

[[nodiscard]] const char* to_string(log_level level) noexcept;

/// Receives every line, from any thread; must not block for long. Null restores the default.
using log_sink = void (*)(log_level level, std::string_view line) noexcept;
void set_log_sink(log_sink sink) noexcept;

void log(log_level level, std::string_view line) noexcept;

}  // namespace weir::inline v0
