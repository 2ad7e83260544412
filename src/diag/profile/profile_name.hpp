// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

/// How the files of a profile store are called: HOST-DATE.EXTENSION, or HOST-DATE-NUMBER.EXTENSION
/// for the later ones of one millisecond. While one is written, it is hidden:
/// .HOST-DATE.EXTENSION.PROCESS-NUMBER.tmp
struct profile_name {
    std::string date;  ///< as in 20261124T120211.123Z, so that names sort by age
    unsigned number = 0;
    std::string extension;
    bool temporary = false;

    friend auto operator<=>(const profile_name&, const profile_name&) = default;
};

/// The date of a name.
[[nodiscard]] std::string name_date(wall_time t);

/// What can stand in a file name: other characters become '_'; never empty, at most 64 bytes.
[[nodiscard]] std::string name_host(std::string_view host);

/// Nothing for a name that is not one of this host's.
[[nodiscard]] std::optional<profile_name> parse_name(std::string_view file, std::string_view host);

}  // namespace weir::inline v0::diag::detail
