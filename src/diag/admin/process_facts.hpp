// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace weir::inline v0::diag::detail {

/// What the kernel counts for this process; what could not be read is 0 or empty.
struct process_facts {
    double cpu_s = 0;
    double age_s = 0;
    std::uint64_t resident_bytes = 0;
    std::uint64_t virtual_bytes = 0;
    std::uint64_t threads = 0;
    std::uint64_t open_fds = 0;
    std::uint64_t max_fds = 0;  ///< 0 also for no limit
};
[[nodiscard]] process_facts read_process_facts();

/// The program's file name without its folder.
[[nodiscard]] std::string program_name();
[[nodiscard]] std::string host_name();

}  // namespace weir::inline v0::diag::detail
