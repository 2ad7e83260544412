// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "file_limit.hpp"

#include <sys/resource.h>

namespace weir::inline v0::cli {

std::optional<std::string> raise_file_limit(std::size_t needed, std::string_view option) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return "the limit of open files cannot be read";
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= needed) return std::nullopt;
    const std::string number = std::to_string(needed);
    return "this needs about " + number + " open files per process, but the hard limit is " +
           std::to_string(limit.rlim_max) + ": ask for a lower " + std::string(option) +
           ", or raise it (as root: ulimit -Hn " + number + "; systemd: LimitNOFILE=" + number +
           ")";
}

}  // namespace weir::inline v0::cli
