// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a shard holds open, for diagnostics: sockets, files, watchers, child processes, pools.
///
///     class socket_stream { tracked_handle handle_; };
///     handle_ = tracked_handle(std::move(*adopted), handle_kind::stream);   // on the shard
///
/// The model: each thing brings its own entry, 48 bytes in a list of its thread; entering and
/// leaving are a few stores, moving relinks, nothing is allocated and nothing happens while it is
/// used. An entry tells its kind, descriptor, when it was made, for which task, and where: at the
/// innermost await of the program's own code, unless the maker gives the place.
///
/// Thread rule: belongs to its shard. `weir::diag` reads the list on the shard, or from outside
/// while the shard stands still.

#include <weir/base/intrusive_list.hpp>
#include <weir/base/time.hpp>
#include <weir/rt/io_operation.hpp>

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <utility>

namespace weir::inline v0 {

enum class handle_kind : std::uint8_t {
    listener,
    stream,
    datagram,
    file,
    watcher,
    process,
    pipe,
    client_pool,
};
inline constexpr std::size_t handle_kind_count = 8;
[[nodiscard]] const char* to_string(handle_kind kind) noexcept;

/// An entry of the list. One that was made with no argument, or moved from, is in no list.
class handle_entry : public list_hook {
public:
    handle_entry() noexcept = default;

    /// Enters the list of this thread. `made_at` names the place; without a line it is looked up.
    handle_entry(handle_kind kind, int fd, std::source_location made_at = nowhere()) noexcept {
        enter(kind, fd, made_at);
    }
    handle_entry(handle_entry&& other) noexcept { take_place(other); }
    handle_entry& operator=(handle_entry&& other) noexcept {
        if (this != &other) {
            unlink();
            take_place(other);
        }
        return *this;
    }
    ~handle_entry() = default;

    void enter(handle_kind kind, int fd, std::source_location made_at = nowhere()) noexcept;
    void leave() noexcept { unlink(); }

    [[nodiscard]] bool entered() const noexcept { return linked(); }
    [[nodiscard]] handle_kind kind() const noexcept { return kind_; }
    [[nodiscard]] int fd() const noexcept { return fd_; }
    [[nodiscard]] const std::source_location& made_at() const noexcept { return made_at_; }
    /// The task that made it, null outside of one.
    [[nodiscard]] const char* task() const noexcept { return task_; }
    [[nodiscard]] time_point born() const noexcept { return born_; }

    /// A place that is none.
    [[nodiscard]] static constexpr std::source_location nowhere() noexcept { return {}; }

private:
    void take_place(handle_entry& other) noexcept;

    std::source_location made_at_;
    const char* task_ = nullptr;
    time_point born_{};
    int fd_ = -1;
    handle_kind kind_ = handle_kind::stream;
};
static_assert(sizeof(handle_entry) <= 48, "every connection carries one");

/// The entries of one thread.
class handle_list {
public:
    /// That of this thread; lives as long as the thread.
    [[nodiscard]] static handle_list& here() noexcept;

    handle_list() noexcept = default;
    handle_list(const handle_list&) = delete;
    handle_list& operator=(const handle_list&) = delete;

    /// Calls `visit(const handle_entry&)` for each, in no order.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        entries_.for_each([&](const handle_entry& e) { visit(e); });
    }

private:
    friend class handle_entry;

    intrusive_list<handle_entry> entries_;
};

/// A descriptor with its entry: both end with `close`.
class tracked_handle : public io_handle {
public:
    tracked_handle() noexcept = default;
    /// `handle` is open.
    tracked_handle(io_handle handle, handle_kind kind,
                   std::source_location made_at = handle_entry::nowhere()) noexcept
        : io_handle(std::move(handle)), entry_(kind, native(), made_at) {}

    void close() noexcept {
        entry_.leave();
        io_handle::close();
    }

private:
    handle_entry entry_;
};

/// A pool of connections: its numbers are read where they are, when somebody asks. They outlive it.
struct pool_entry : handle_entry {
    const std::size_t* open = nullptr;
    const std::size_t* idle = nullptr;
    const std::size_t* waiting = nullptr;  ///< requests that wait for a connection
    const std::uint64_t* requests = nullptr;
    const std::uint64_t* connects = nullptr;
    std::size_t limit = 0;
    std::size_t limit_per_host = 0;
};

}  // namespace weir::inline v0
