// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/blocking_server.hpp"

#include "lab/blocking/request_reader.hpp"
#include "lab/process/server_stats.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;

constexpr duration poll_interval = 50ms;  // also how late a stop is seen

std::unique_ptr<dispatcher> make_dispatcher(const blocking_server_options& options,
                                            server_stats& stats) {
    if (options.workers == 0) return make_thread_per_request(stats);
    return make_worker_pool(options.workers, options.queue_limit, stats);
}

bool hung_up(blocking_socket& socket) noexcept {
    char byte = 0;
    return ::recv(socket.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
}

}  // namespace

blocking_server::blocking_server(blocking_server_options options, handler fn, server_stats& stats)
    : options_(options),
      handler_(std::move(fn)),
      stats_(stats),
      connections_(options.connections),
      dispatcher_(make_dispatcher(options, stats)) {}

blocking_server::~blocking_server() {
    stop();
}

result<void> blocking_server::start() {
    auto listening = listen_on_loopback(options_.port);
    if (!listening) return fail(listening.error());
    listener_ = std::move(*listening);
    if (auto opened = connections_.open(); !opened) return opened;
    pause_accepting(false);
    auto started = dispatcher_->start([this](connection& c) { serve(c); });
    if (!started) return started;
    auto poller = small_thread::start([this] { poll(); });
    if (!poller) return fail(poller.error());
    poller_ = std::move(*poller);
    return {};
}

void blocking_server::stop() noexcept {
    stopping_.store(true);
    poller_.join();
    dispatcher_->stop();
}

void blocking_server::poll() {
    std::array<epoll_event, 256> room;
    time_point last_sweep = clock::now();
    while (!stopping_.load(std::memory_order_relaxed)) {
        for (const epoll_event& event : connections_.wait(room, poll_interval)) {
            if (event.data.ptr == nullptr)
                accept_all();
            else
                on_event(event.events, *static_cast<connection*>(event.data.ptr));
        }
        const time_point now = clock::now();
        if (now - last_sweep < poll_interval) continue;
        last_sweep = now;
        connections_.close_idle_since(now - options_.idle_timeout);
        pause_accepting(false);
    }
}

void blocking_server::pause_accepting(bool paused) noexcept {
    if (accepting_ == !paused) return;
    if (connections_.watch(listener_.get(), !paused)) accepting_ = !paused;
}

void blocking_server::accept_all() {
    while (!connections_.full()) {
        owned_descriptor fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!fd) {
            // Out of descriptors or memory: the listener stays readable, so the poller would spin.
            // The next sweep tries again.
            if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) pause_accepting(true);
            return;
        }
        blocking_socket accepted(std::move(fd));
        accepted.send_without_delay();
        if (!accepted.set_timeout(options_.io_timeout)) continue;
        stats_.accepted.fetch_add(1, std::memory_order_relaxed);
        static_cast<void>(connections_.add(std::move(accepted)));
    }
    pause_accepting(true);
}

void blocking_server::on_event(unsigned events, connection& c) {
    connections_.take(c);
    const bool maybe_gone = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if (maybe_gone && hung_up(c.socket)) return connections_.close(c);
    pass_on(c);
}

void blocking_server::pass_on(connection& c) {
    stats_.in_flight.fetch_add(1, std::memory_order_relaxed);
    while (!dispatcher_->offer(c)) {
        stats_.shed.fetch_add(1, std::memory_order_relaxed);
        const bool kept = shed(c);
        if (kept && !c.unread.empty()) continue;  // pipelined: the next is there already
        stats_.in_flight.fetch_sub(1, std::memory_order_relaxed);
        return kept ? connections_.give_back(c) : connections_.close(c);
    }
}

bool blocking_server::shed(connection& c) {
    // What has not arrived is not waited for: the poller has other connections.
    const read_outcome read = read_arrived_request(c);
    const bool kept = read.kind == read_kind::complete && read.request.keep_alive;
    const auto answer =
        refusal(503, "all threads are busy and the request queue is full; try again later", kept);
    return c.socket.send_now(to_wire(answer)) && kept;
}

void blocking_server::serve(connection& c) {
    const bool kept = exchange(c);
    stats_.in_flight.fetch_sub(1, std::memory_order_relaxed);
    if (!kept) return connections_.close(c);
    if (c.unread.empty()) return connections_.give_back(c);
    pass_on(c);  // a pipelined request takes its place at the end of the queue
}

bool blocking_server::exchange(connection& c) {
    const read_outcome read = read_request(c, clock::now() + options_.io_timeout);
    switch (read.kind) {
        case read_kind::gone:
            return false;
        case read_kind::refused:
            static_cast<void>(c.socket.send(to_wire(read.refusal)));
            return false;
        case read_kind::complete:
            break;
    }
    blocking_response answer = call_handler(read.request);
    answer.keep_alive = read.request.keep_alive && answer.keep_alive;
    return c.socket.send(to_wire(answer)) && answer.keep_alive;
}

blocking_response blocking_server::call_handler(const blocking_request& request) noexcept {
    try {
        return handler_(request);
    } catch (...) {
        return refusal(500, "the handler failed", true);
    }
}

}  // namespace weir::inline v0::lab
