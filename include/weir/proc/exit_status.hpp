// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How a process ended.
///
///     if (!status.success()) log("child ended with " + std::to_string(status.shell_code()));
///
/// A plain value. Thread safety: as for an int.

namespace weir::inline v0 {

struct exit_status {
    int code = 0;              ///< what it exited with; 0 if a signal ended it
    int signal = 0;            ///< the signal that ended it, 0 if it exited
    bool core_dumped = false;  ///< the signal left a core file

    [[nodiscard]] bool success() const noexcept { return code == 0 && signal == 0; }
    /// As shells tell it: the code, or 128 plus the signal.
    [[nodiscard]] int shell_code() const noexcept { return signal != 0 ? 128 + signal : code; }

    friend bool operator==(const exit_status&, const exit_status&) noexcept = default;
};

}  // namespace weir::inline v0
