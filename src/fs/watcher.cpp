// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs/watch_table.hpp"

#include <weir/base/fatal.hpp>
#include <weir/coro/mutex.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/fs/watcher.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/readiness.hpp>
#include <weir/rt/shard.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace weir::inline v0 {
namespace {

constexpr op_info watch_info{"file_watcher.next", "file"};

using detail::inotify_record;

/// Appends the records of one read. Result: false if there was nothing to read.
result<bool> read_records(int inotify, std::vector<inotify_record>& into) {
    std::array<std::byte, 16 * 1024> bytes;
    const ssize_t got = ::read(inotify, bytes.data(), bytes.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (got < 0) return fail_errno(errno);
    for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
        inotify_event head;
        std::memcpy(&head, bytes.data() + at, sizeof head);
        at += sizeof head;
        // Padded with zeros.
        const char* name = reinterpret_cast<const char*>(bytes.data() + at);
        into.push_back(
            {head.wd, head.mask, head.cookie, std::string(name, strnlen(name, head.len))});
        at += head.len;
    }
    return true;
}

/// Sets a flag while it lives.
struct raised {
    explicit raised(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    raised(const raised&) = delete;
    raised& operator=(const raised&) = delete;
    ~raised() { flag_ = false; }
    bool& flag_;
};

}  // namespace

struct file_watcher::state {
    state(tracked_handle adopted, watcher_options with) noexcept
        : handle(std::move(adopted)), options(with), table(handle.native()) {}

    /// Reads what the kernel has. Result: false if that is nothing. Holding `turn`.
    result<bool> gather();
    /// Runs a scan on the file pool. Holding `turn`.
    task<result<void>> run(detail::tree_scan& scan, bool resolve);
    /// All scans that were ordered. Holding `turn`.
    task<result<void>> catch_up();
    void close() noexcept;
    void close_handle() noexcept;

    tracked_handle handle;
    watcher_options options;
    detail::watch_table table;
    /// Held while records are read and directories scanned, so that a record never meets a
    /// directory that is watched but not in the table yet.
    mutex turn;
    bool waited_for = false;
    bool closed = false;
};

result<bool> file_watcher::state::gather() {
    std::vector<inotify_record> records;
    const auto first = read_records(handle.native(), records);
    if (!first) return fail(first.error());
    if (!*first) {
        table.caught_up();
        return false;
    }
    // The other half of a renaming may be the first record of the next read.
    if ((records.back().mask & IN_MOVED_FROM) != 0)
        static_cast<void>(read_records(handle.native(), records));
    table.handle(records);
    return true;
}

task<result<void>> file_watcher::state::run(detail::tree_scan& scan, bool resolve) {
    scan.inotify = handle.native();
    scan.table = &table;
    scan.room = options.max_watches - std::min(options.max_watches, table.size());
    scan.file_limit = options.pending_limit - std::min(options.pending_limit, table.events.size());
    const raised busy(table.scanning);
    const auto done = co_await offload(shard::of(this_task::env()).file_pool(), [&scan, resolve] {
        if (resolve) scan.resolve();
        scan.run();
    });
    if (closed) close_handle();  // put off while another thread used the descriptor
    if (!done) co_return fail(done.error());
    co_return {};
}

task<result<void>> file_watcher::state::catch_up() {
    while (!table.scans.empty() && !closed) {
        const detail::scan_order order = table.scans.front();
        detail::tree_scan scan;
        if (table.prepare(order, scan)) co_await ok(run(scan, false));
        table.scans.pop_front();
        co_await ok(table.apply(order, scan));
    }
    co_return {};
}

void file_watcher::state::close() noexcept {
    closed = true;
    if (!table.scanning) close_handle();
}

void file_watcher::state::close_handle() noexcept {
    table.detach();
    handle.close();
}

file_watcher::file_watcher(std::unique_ptr<state> made) noexcept : state_(std::move(made)) {}
file_watcher::file_watcher(file_watcher&& other) noexcept = default;
file_watcher& file_watcher::operator=(file_watcher&& other) noexcept = default;

file_watcher::~file_watcher() {
    require(!state_ || !state_->waited_for, "a file_watcher was destroyed while a task waits");
}

result<file_watcher> file_watcher::open(watcher_options options,
                                        std::source_location where) noexcept {
    const int inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (inotify < 0) return fail_errno(errno);
    auto handle = io_handle::adopt(inotify);
    if (!handle) {
        ::close(inotify);
        return fail(handle.error());
    }
    tracked_handle tracked(std::move(*handle), handle_kind::watcher, where);
    return file_watcher(std::make_unique<state>(std::move(tracked), options));
}

task<result<watch_id>> file_watcher::add(std::string path, watch_for events, watch_options with) {
    if (events == watch_for{}) co_return fail(errc::bad_argument);
    state& s = *state_;
    const mutex::guard turn = co_await ok(s.turn.lock());
    if (s.closed) co_return fail(errc::closed);
    detail::tree_scan scan;
    scan.path = path;
    scan.recursive = with.recursive;
    scan.mask = detail::watch_table::kernel_mask(events, with.recursive);
    scan.first_mask = detail::watch_table::first_mask;
    co_await ok(s.run(scan, true));
    if (s.closed) co_return fail(errc::closed);
    co_return s.table.add(std::move(path), events, scan);
}

bool file_watcher::remove(watch_id watch) noexcept {
    return state_->table.remove(watch);
}

task<result<watch_event>> file_watcher::next() {
    state& s = *state_;
    require(!s.waited_for, "two tasks wait for the same file_watcher");
    const raised waiting(s.waited_for);
    for (;;) {
        mutex::guard turn = co_await ok(s.turn.lock());
        co_await ok(s.catch_up());
        if (s.closed) co_return fail(errc::closed);
        if (!s.table.events.empty()) {
            watch_event event = std::move(s.table.events.front());
            s.table.events.pop_front();
            co_return event;
        }
        if (co_await ok(s.gather())) continue;
        turn.unlock();
        const result<void> readable = co_await wait_readable(s.handle, watch_info);
        if (s.closed) co_return fail(errc::closed);
        co_await ok(readable);
    }
}

void file_watcher::close() noexcept {
    state_->close();
}

bool file_watcher::is_open() const noexcept {
    return !state_->closed;
}

}  // namespace weir::inline v0
