// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/listener_state.hpp"
#include "net/socket_options.hpp"

#include <weir/net/listener.hpp>

#include <sys/socket.h>

#include <cerrno>

namespace weir::inline v0 {
namespace {

// Connections inherit the options of the socket that accepts them, so they are set once.
result<void> prepare(int fd, const address& at, const listen_options& options) noexcept {
    if (at.is_ip()) {
        if (auto set = detail::set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1); !set) return set;
        if (options.reuse_port)
            if (auto set = detail::set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1); !set) return set;
    }
    return detail::apply(options.stream, fd, at.is_ip());
}

}  // namespace

result<listener> listener::listen(const address& at, listen_options options,
                                  std::source_location where) noexcept {
    auto socket = detail::make_socket(at);
    if (!socket) return fail(socket.error());
    const int fd = socket->get();
    if (auto prepared = prepare(fd, at, options); !prepared) return fail(prepared.error());
    auto file = detail::socket_file::bind(fd, at);
    if (!file) return fail(file.error());
    if (::listen(fd, options.backlog) != 0) return fail_errno(errno);

    auto handle = io_handle::adopt(fd);
    if (!handle) return fail(handle.error());
    static_cast<void>(socket->release());
    tracked_handle tracked(std::move(*handle), handle_kind::listener, where);
    listener made(
        new detail::listener_state(std::move(tracked), detail::local_address_of(fd), options));
    made.state_->file = std::move(*file);
    return made;
}

void listener::close() noexcept {
    state_->close();
}

const address& listener::local_address() const noexcept {
    return state_->local;
}

const listen_options& listener::options() const noexcept {
    return state_->options;
}

listener_stats listener::stats() const noexcept {
    return state_->stats();
}

namespace detail {
namespace {
constexpr op_info wait_info{"net.accept", "net"};
}

accept_operation_base::accept_operation_base(listener_state& source) noexcept
    : parked(wait_info), source_(source) {}

bool accept_operation_base::ready(const environment& env) noexcept {
    if (stopped(env)) return true;
    if (source_.is_closed()) {
        refused_ = source_.close_reason();
        return true;
    }
    if (!source_.has_pending() || !env.loop->spend()) return false;
    socket_ = source_.take();
    return true;
}

waiter* accept_operation_base::start(const environment& env, promise_base* parent,
                                     waiter& w) noexcept {
    socket_ = source_.take();
    if (socket_) return defer(env, parent, w);
    source_.wait_for(*this);
    return park(env, parent, w);
}

result<owned_descriptor> accept_operation_base::take_descriptor() noexcept {
    if (socket_) return std::move(socket_);
    return fail(refused_ ? refused_ : error());
}

result<accepted> accept_operation::take() noexcept {
    auto socket = take_descriptor();
    if (!socket) return fail(socket.error());
    address peer = detail::peer_address_of(socket->get());
    auto stream = socket_stream::adopt_as_is(std::move(*socket));
    if (!stream) return fail(stream.error());
    return accepted{std::move(*stream), peer};
}

}  // namespace detail

}  // namespace weir::inline v0
