// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A listening TCP or Unix socket.
///
///     listener l = co_await ok(listener::listen(address::loopback(0)));
///     for (;;) {
///         accepted next = co_await ok(l.accept());
///         connections.spawn("connection", serve, std::move(next.stream));
///     }
///
/// The first `accept` lets the driver accept on its own (multishot); up to `pending_limit`
/// connections wait in a queue, then it pauses and the kernel's backlog holds them. When the
/// process or the system is out of descriptors or memory, the listener waits 5 to 100 ms, doubling,
/// and tries again, instead of spinning or dying; it says so at most once a second. Thread safety:
/// belongs to its shard.

#include <weir/coro/parked.hpp>
#include <weir/net/address.hpp>
#include <weir/net/owned_descriptor.hpp>
#include <weir/net/socket_stream.hpp>
#include <weir/net/stream_options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>

namespace weir::inline v0 {

struct listen_options {
    /// Connections that the kernel keeps until they are accepted; it caps this at `somaxconn`.
    int backlog = 4096;
    /// Several sockets may listen on the port, one per shard; the kernel spreads connections.
    bool reuse_port = false;
    /// Accepted connections that wait for `accept`; at least 1.
    std::size_t pending_limit = 64;
    /// For every connection.
    stream_options stream{};
};

/// A new connection.
struct accepted {
    socket_stream stream;
    address peer;
};

struct listener_stats {
    std::uint64_t accepted = 0;  ///< connections taken from the kernel
    std::uint64_t backoffs = 0;  ///< times it waited for descriptors or memory
    std::size_t pending = 0;     ///< in the queue now
};

namespace detail {

class listener_state;
struct seat;
class hand_over;

/// A wait for one connection.
class accept_operation_base : public parked {
public:
    explicit accept_operation_base(listener_state& source) noexcept;
    accept_operation_base(const accept_operation_base& unstarted) noexcept
        : parked(unstarted), source_(unstarted.source_) {}

    bool ready(const environment& env) noexcept;
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept;

protected:
    ~accept_operation_base() = default;

    [[nodiscard]] result<owned_descriptor> take_descriptor() noexcept;

private:
    friend class listener_state;

    listener_state& source_;
    owned_descriptor socket_;
    std::error_code refused_;
};

struct [[nodiscard("co_await the accept")]] accept_operation : accept_operation_base {
    using accept_operation_base::accept_operation_base;
    result<accepted> take() noexcept;
};

struct [[nodiscard("co_await the accept")]] accept_descriptor_operation : accept_operation_base {
    using accept_operation_base::accept_operation_base;
    result<owned_descriptor> take() noexcept { return take_descriptor(); }
};

struct close_listener {
    void operator()(listener_state* state) const noexcept;
};

}  // namespace detail

class listener {
public:
    /// Binds and listens, on a shard. Port 0 takes a free one, see `local_address`. The file that
    /// a Unix listener left behind is replaced if nobody listens on it. Errors: the system's, such
    /// as EADDRINUSE or EACCES; `errc::bad_argument`.
    [[nodiscard]] static result<listener> listen(
        const address& at, listen_options options = {},
        std::source_location where = std::source_location::current()) noexcept;

    /// Completes when a connection is there. Errors: `errc::closed` after `close`;
    /// `errc::canceled` or `timed_out` when stopped; the system's if it cannot listen any more.
    /// Cancellation: no connection is lost. Any number of tasks may accept; they take turns.
    [[nodiscard]] detail::accept_operation accept() noexcept {
        return detail::accept_operation(*state_);
    }

    /// The same, for handing the connection to another shard or process.
    [[nodiscard]] detail::accept_descriptor_operation accept_descriptor() noexcept {
        return detail::accept_descriptor_operation(*state_);
    }

    /// Refuses new connections and drops those nobody accepted; pending accepts end with
    /// `errc::closed`. Removes the file of a Unix listener.
    void close() noexcept;

    [[nodiscard]] const address& local_address() const noexcept;
    [[nodiscard]] const listen_options& options() const noexcept;
    [[nodiscard]] listener_stats stats() const noexcept;

private:
    friend class detail::hand_over;

    explicit listener(detail::listener_state* state) noexcept : state_(state) {}

    std::unique_ptr<detail::listener_state, detail::close_listener> state_;
};

}  // namespace weir::inline v0
