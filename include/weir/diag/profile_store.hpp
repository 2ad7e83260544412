// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A directory of profiles that does not grow without end.
///
/// A file is named HOST-DATE.EXTENSION, as in `web-7-20261124T120211.123Z.cpuprofile`, and appears
/// under its name only when it is complete and on the disk. After each one the oldest files *with
/// this host in their name* are removed until both bounds hold; the new one stays. Nothing else in
/// the directory is touched, so several hosts may share it (the bounds are each one's own).
///
///     profile_store store({.directory = "/var/lib/app/profiles"});
///     auto path = store.write(now, "cpuprofile",
///                             [&](const profile_sink& to) { write_cpuprofile(p, 0, to); });
///
/// The calls block on the disk: never call them on a shard. Not thread-safe, but other processes
/// may use the same directory. The directory must exist: a missing mount should be noticed.

#include <weir/base/result.hpp>
#include <weir/diag/profile_formats.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace weir::inline v0::diag {

struct profile_store_options {
    std::string directory{};
    std::string host{};  ///< empty for the name of this machine
    unsigned max_files = 20;
    std::uint64_t max_bytes = 64 << 20;  ///< of all files; a single larger one is refused
    std::uint32_t permissions = 0600;
};

class profile_store {
public:
    using writer = std::function<void(const profile_sink&)>;
    using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

    explicit profile_store(profile_store_options options);

    /// Result: the path of the new file. A second one of the same millisecond gets a number.
    /// Errors: those of the file system (the directory is missing, the disk is full);
    /// `errc::too_large` above `max_bytes`; `errc::bad_argument` for an extension of other
    /// characters than letters, digits and dots. After an error, or an exception of `fill`, there
    /// is no new file, and no old one was removed.
    [[nodiscard]] result<std::string> write(wall_time now, std::string_view extension,
                                            const writer& fill);

    [[nodiscard]] const profile_store_options& options() const noexcept { return options_; }

private:
    [[nodiscard]] result<std::string> settle(std::string path, std::string_view abandoned) const;
    void remove_surplus(std::string_view keep, std::string_view abandoned) const;

    profile_store_options options_;
    std::uint64_t written_ = 0;
};

}  // namespace weir::inline v0::diag
