// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A process that never outlives its owner: killed and reaped when the object goes.
///
///     auto server = child_process::start({"/proc/self/exe", "lab", "serve", "sync"}, {control});
///
/// The child gets a process group of its own, so that a ^C at the terminal reaches only us, who
/// then decide. It is expected to call `die_with_parent` first thing, which covers the case that we
/// are killed before any destructor runs.

#include <weir/base/result.hpp>

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::inline v0::lab {

class child_process {
public:
    /// Starts `arguments[0]`, with `descriptors` under the same numbers as here. Errors: the
    /// system's (no such file, no process).
    [[nodiscard]] static result<child_process> start(const std::vector<std::string>& arguments,
                                                     const std::vector<int>& descriptors) noexcept;

    child_process(child_process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
    child_process& operator=(child_process&& other) noexcept {
        if (this != &other) {
            kill();
            pid_ = std::exchange(other.pid_, -1);
        }
        return *this;
    }
    ~child_process() { kill(); }

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    /// How it ended, as words ("exited with 1", "killed by signal 11"); empty while it runs.
    [[nodiscard]] std::optional<std::string> ended() noexcept;

    /// Kills the process and all of its group, and waits until it is gone.
    void kill() noexcept;

private:
    explicit child_process(pid_t pid) noexcept : pid_(pid) {}

    pid_t pid_;
};

/// In the child: asks the kernel to be killed when the parent dies, and checks that it has not died
/// already. False if it has.
[[nodiscard]] bool die_with_parent(pid_t parent) noexcept;

}  // namespace weir::inline v0::lab
