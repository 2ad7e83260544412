// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the system says about a running process: /proc/PID/stat.

#include <weir/base/result.hpp>

#include <sys/types.h>

#include <cstdint>
#include <string_view>

namespace weir::inline v0::lab {

struct process_usage {
    double cpu_seconds = 0;  ///< user and system time of all its threads so far
    std::uint64_t threads = 0;
    std::uint64_t rss_bytes = 0;
};

/// Errors: `errc::protocol_error` for a text that is no stat line.
[[nodiscard]] result<process_usage> parse_process_stat(std::string_view stat) noexcept;

/// Reads it. Takes the process' lock for as long as it has threads to add up, so call it off the
/// shard. Errors: `errc::closed` when the process is gone.
[[nodiscard]] result<process_usage> usage_of(pid_t pid) noexcept;

}  // namespace weir::inline v0::lab
