// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/options.hpp>

namespace weir::inline v0::diag {

class watchdog;

/// Installs the handlers that `o` asks for; none unless asked.
void install_profile_signals(const options& o, watchdog& wakes);

/// Ends the process as SIGTERM would have.
void terminate_by_default() noexcept;

}  // namespace weir::inline v0::diag
