// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Operations on names: files and directories as others see them.
///
///     co_await ok(make_directory("out"));
///     co_await ok(write_atomically("out/report.json", as_bytes(text)));
///     for (const directory_entry& e : co_await ok(list_directory("out"))) ...
///
/// Errors are the system's. Cancellation as for `file`: a request that has begun is waited for, and
/// if it succeeds, success is what is told.

#include <weir/coro/task.hpp>
#include <weir/fs/file_info.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace weir::inline v0 {

/// Follows symbolic links.
[[nodiscard]] task<result<file_info>> stat(std::string path);

/// Replaces `to` if it exists.
[[nodiscard]] task<result<void>> rename(std::string from, std::string to);

/// Removes a file, or a link to one.
[[nodiscard]] task<result<void>> remove(std::string path);

/// Removes an empty directory.
[[nodiscard]] task<result<void>> remove_directory(std::string path);

[[nodiscard]] task<result<void>> make_directory(std::string path, std::uint32_t permissions = 0755);

struct directory_entry {
    std::string name;
    file_type type = file_type::unknown;  ///< unknown where the file system does not tell
};

/// The entries of a directory but `.` and `..`, in no order; read on the file pool, whole. Errors:
/// also `errc::too_large` for more than `limit` entries, `errc::queue_full`.
[[nodiscard]] task<result<std::vector<directory_entry>>> list_directory(
    std::string path, std::size_t limit = 100'000);

/// Replaces the file's content as one step: whoever reads it, even after a crash, finds the old or
/// the new content, whole. Writes a temporary file beside it, syncs, renames it, and syncs the
/// directory. On error or stop before the rename the old file is untouched and the temporary one
/// removed; one after it leaves the new content, which a crash may yet undo. An existing file's
/// owner and permissions are not kept. Lifetime: `bytes` is used until completion.
[[nodiscard]] task<result<void>> write_atomically(std::string path,
                                                  std::span<const std::byte> bytes,
                                                  std::uint32_t permissions = 0644);

}  // namespace weir::inline v0
