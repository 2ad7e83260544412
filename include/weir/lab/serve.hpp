// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The server side of an experiment: what a process does that the lab started.
///
/// The lab runs its servers by starting the running program again (`/proc/self/exe`) with the
/// arguments `lab serve SETTINGS`; a program that calls `run_sync_io` must lead those here:
///
///     if (argc == 4 && argv[1] == "lab"sv && argv[2] == "serve"sv) return lab::serve(argv[3]);

#include <string_view>

namespace weir::inline v0::lab {

/// Serves until the lab is gone. Returns the exit code: 0, or 1 after telling the lab why it cannot
/// serve, 2 for settings that no lab wrote.
[[nodiscard]] int serve(std::string_view settings);

}  // namespace weir::inline v0::lab
