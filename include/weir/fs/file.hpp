// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// An open file, read and written at offsets.
///
///     file log = co_await ok(file::open("app.log", {.write = true, .create = true}));
///     co_await ok(log.write_at(as_bytes("started\n"), 0));
///     buffer page = co_await ok(read_file("/etc/hostname", 4096));
///
/// What the page cache can answer at once is answered in place, without a thread and without a turn
/// of the loop; else the kernel (io_uring) or a thread of the file pool (epoll) waits for the disk,
/// never the shard. A file has no position of its own, so any number of tasks may use it at once.
/// Thread safety: belongs to the shard that opened it, and outlives the operations on it.
///
/// Cancellation of everything here: a request that waits in a queue is withdrawn; one that a disk
/// works on is waited for, because it uses the caller's memory. A deadline may thus be reported
/// late, but bytes are never touched afterwards.

#include <weir/base/buffer.hpp>
#include <weir/coro/task.hpp>
#include <weir/fs/file_info.hpp>
#include <weir/rt/handle.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace weir::inline v0 {

struct open_options {
    bool read = true;
    bool write = false;
    bool create = false;     ///< if it does not exist
    bool exclusive = false;  ///< with `create`: fails with EEXIST if it exists
    bool truncate = false;
    bool append = false;  ///< writes go to the end, whatever their offset
    std::uint32_t permissions = 0644;
};

class file {
public:
    /// Errors: the system's; `errc::bad_argument` if neither reading nor writing is asked for.
    static task<result<file>> open(std::string path, open_options options = {});

    /// Reads some bytes. Result: how many, at least 1 and at most `into.size()`, which is not 0.
    /// Errors: `errc::eof` at the end of the file; `errc::closed`; the system's. Lifetime: `into`
    /// is used until completion.
    task<result<std::size_t>> read_at(std::span<std::byte> into, std::uint64_t offset);

    /// Reads until `into` is full or the file ends. Result: how many bytes, 0 at the end.
    task<result<std::size_t>> read_full_at(std::span<std::byte> into, std::uint64_t offset);

    /// Reads the whole file. Errors: `errc::too_large` if it has more than `limit` bytes.
    task<result<buffer>> read_all(std::size_t limit);

    /// Writes all of `bytes`. Cancellation: a part may have been written. Lifetime: `bytes` is used
    /// until completion.
    task<result<void>> write_at(std::span<const std::byte> bytes, std::uint64_t offset);

    /// Completes when what was written is on the disk; with `data_only`, without what concerns
    /// neither content nor size.
    task<result<void>> sync(bool data_only = false);

    task<result<file_info>> stat();
    task<result<std::uint64_t>> size();

    /// Pending operations end with `errc::closed`.
    void close() noexcept { handle_.close(); }

    [[nodiscard]] bool is_open() const noexcept { return static_cast<bool>(handle_); }
    /// The descriptor, -1 once closed.
    [[nodiscard]] int native() const noexcept { return handle_.native(); }

private:
    explicit file(io_handle handle) noexcept : handle_(std::move(handle), handle_kind::file) {}

    [[nodiscard]] std::error_code explain(std::error_code error) const noexcept;

    tracked_handle handle_;
};

/// Opens, reads and closes. Errors: as `open` and `read_all`.
[[nodiscard]] task<result<buffer>> read_file(std::string path, std::size_t limit);

}  // namespace weir::inline v0
