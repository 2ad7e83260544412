// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The seam between operations on descriptors and the driver that performs them.
///
/// An `io_request` says what to do; the shard's driver (io_uring, epoll, later a simulation)
/// performs it and calls the operation's completion function, on the shard. A request whose
/// completion says `more` completes again (multishot accept, poll) until one says otherwise; a
/// receive may complete with a leased buffer. The kernel may use what a request points to until the
/// terminal completion, so an operation is never abandoned: `cancel` only asks for it to end.
///
/// `io_awaitable` makes one request an awaitable operation with stop and deadline; modules `net`
/// and `fs` are built from it.

#include <weir/base/buffer.hpp>
#include <weir/base/intrusive_list.hpp>
#include <weir/coro/promise.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace weir::inline v0 {

class shard;

namespace detail {
class driver;
struct io_entry;
}  // namespace detail

enum class io_kind : std::uint8_t {
    // sockets
    accept,   ///< result: the new descriptor; `repeat` for multishot
    connect,  ///< `data`: sockaddr, `size`: its length
    recv,     ///< into `data`, or a leased buffer where `data` is null; 0 bytes: the peer closed
    send,     ///< from `data`; MSG_NOSIGNAL is implied
    sendv,    ///< `data`: iovec array, `size`: its count
    poll,     ///< `flags`: POLLIN and others; result: the events; `repeat` for multishot
    // files
    open,      ///< `path`, `flags`, `mode`; result: the descriptor
    read_at,   ///< into `data` at `offset`
    write_at,  ///< from `data` at `offset`
    sync,      ///< `flags`: 1 for data only
    stat,      ///< `path` or the handle; `data`: struct statx
    rename,    ///< `path` to `path2`
    unlink,    ///< `path`; `flags`: AT_REMOVEDIR for a directory
    mkdir,     ///< `path`, `mode`
};

/// What to do. The caller keeps what it points to alive until the terminal completion.
struct io_request {
    io_kind kind;
    bool repeat = false;
    std::uint32_t flags = 0;
    std::uint32_t mode = 0;
    detail::io_entry* entry = nullptr;
    void* data = nullptr;
    std::size_t size = 0;
    std::uint64_t offset = 0;
    const char* path = nullptr;
    const char* path2 = nullptr;
};

/// How it ended, or progressed.
struct io_completion {
    int result = 0;     ///< at least 0, or a negated errno
    bool more = false;  ///< another completion will follow
    buffer data;        ///< the leased bytes of a receive
};

/// A request in flight. It does not move, and lives until its terminal completion.
class io_operation : public list_hook {
public:
    using completion_fn = void (*)(io_operation&, io_completion&&) noexcept;

    io_operation(const op_info& info, io_request request, completion_fn on_completion) noexcept
        : request(request), info_(&info), on_completion_(on_completion) {}

    /// Called by the driver, on the shard; `*this` may be gone when it returns without `more`.
    void complete(io_completion&& completion) noexcept {
        on_completion_(*this, std::move(completion));
    }

    [[nodiscard]] const op_info& info() const noexcept { return *info_; }

    /// Begins the request on the running shard, for operations that repeat or that nobody awaits;
    /// others are an `io_awaitable`. Its entry is open. Completes later, never from inside.
    void submit() noexcept;

    /// Asks for a submitted request to end soon; its terminal completion still follows, later.
    /// Closing the handle does the same, so this is for one that stays open.
    void cancel() noexcept;

    io_request request;
    void* driver_data = nullptr;     ///< the driver's, from start to the terminal completion
    std::uint32_t driver_state = 0;  ///< likewise

protected:
    io_operation(const io_operation& unstarted) noexcept = default;
    ~io_operation() = default;

private:
    const op_info* info_;
    completion_fn on_completion_;
};

/// A descriptor registered with a shard's driver; opaque, because a driver may hold it as a
/// registered index instead. Closes when destroyed. Thread safety: used and destroyed on its shard.
class io_handle {
public:
    io_handle() noexcept = default;
    explicit io_handle(detail::io_entry* entry) noexcept : entry_(entry) {}
    io_handle(io_handle&& other) noexcept : entry_(std::exchange(other.entry_, nullptr)) {}
    io_handle& operator=(io_handle&& other) noexcept {
        if (this != &other) {
            close();
            entry_ = std::exchange(other.entry_, nullptr);
        }
        return *this;
    }
    ~io_handle() { close(); }

    /// Takes ownership of `fd` for the running shard. Errors: the system's (out of memory, limits).
    [[nodiscard]] static result<io_handle> adopt(int fd) noexcept;

    /// Cancels what is pending and closes in the loop's close phase.
    void close() noexcept;

    [[nodiscard]] explicit operator bool() const noexcept { return entry_ != nullptr; }
    [[nodiscard]] detail::io_entry* entry() const noexcept { return entry_; }

    /// The descriptor for `getsockopt` and the like, -1 if there is none.
    [[nodiscard]] int native() const noexcept;

private:
    detail::io_entry* entry_ = nullptr;
};

namespace detail {

/// One request as an operation. `Derived` turns the completion into a result:
/// `R finish(io_completion&&)` for success; errors and stops are handled here.
class io_awaitable_base : public io_operation {
public:
    io_awaitable_base(const op_info& info, io_request request) noexcept
        : io_operation(info, request, &on_completion), stop_(*this) {}
    io_awaitable_base(const io_awaitable_base& unstarted) noexcept
        : io_operation(unstarted), stop_(*this) {}

    /// Stopped already, or done at once without waiting.
    bool ready(const environment& env) noexcept;
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept;

protected:
    ~io_awaitable_base() = default;

    /// The error to return, none for success: the stop's own if it ended the request.
    [[nodiscard]] std::error_code error() const noexcept;

    io_completion completion_;

private:
    struct stop_link : stop_callback {
        explicit stop_link(io_awaitable_base& owner) noexcept
            : stop_callback(&on_request), self(owner) {}
        static void on_request(stop_callback& callback) noexcept;
        io_awaitable_base& self;
    };

    static void on_completion(io_operation& op, io_completion&& completion) noexcept;

    driver* driver_ = nullptr;
    loop_context* loop_ = nullptr;
    waiter* waiter_ = nullptr;
    stop_token stop_token_;
    stop_link stop_;
};

}  // namespace detail

/// An awaitable request: `struct recv_op : io_awaitable<recv_op> { buffer finish(io_completion&&);
/// }`. Result: `result<R>` for R of `finish`. Errors: the system's; `errc::canceled` or
/// `errc::timed_out` when stopped before success. Cancellation: waits for the terminal completion;
/// success that arrives first wins.
template <class Derived>
class io_awaitable : public detail::io_awaitable_base {
public:
    using io_awaitable_base::io_awaitable_base;

    auto take() {
        auto& self = static_cast<Derived&>(*this);
        using value = decltype(self.finish(std::move(completion_)));
        if (const std::error_code failed = error()) return as_result<value>(fail(failed));
        if constexpr (std::is_void_v<value>) {
            self.finish(std::move(completion_));
            return result<void>();
        } else {
            return as_result<value>(self.finish(std::move(completion_)));
        }
    }
};

}  // namespace weir::inline v0
