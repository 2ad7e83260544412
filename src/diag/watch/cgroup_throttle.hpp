// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How long the process's cgroup has been denied the CPU by its quota: `throttled_usec` of cpu.stat
/// (cgroup v2), `throttled_time` (v1). 0 where there is no such file.

#include <cstdint>

namespace weir::inline v0::diag {

class cgroup_throttle {
public:
    cgroup_throttle() noexcept;
    cgroup_throttle(const cgroup_throttle&) = delete;
    cgroup_throttle& operator=(const cgroup_throttle&) = delete;
    ~cgroup_throttle();

    [[nodiscard]] std::uint64_t throttled_ns() const noexcept;

private:
    int fd_ = -1;
};

/// Of a text as the file has it.
[[nodiscard]] std::uint64_t parse_throttled(const char* text) noexcept;

}  // namespace weir::inline v0::diag
