// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/listener_state.hpp"

#include <weir/base/log.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string>
#include <utility>

namespace weir::inline v0::detail {
namespace {

using namespace std::chrono_literals;

constexpr op_info accept_info{"net.accept", "net"};
constexpr duration shortest_wait = 5ms;
constexpr duration longest_wait = 100ms;

/// It can not listen any more: the descriptor itself is wrong.
bool is_permanent(int error) noexcept {
    return error == EBADF || error == EINVAL || error == ENOTSOCK || error == EOPNOTSUPP ||
           error == EFAULT;
}

/// One connection died before it was accepted: the next may be fine.
bool concerns_one_connection(int error) noexcept {
    return error == ECONNABORTED || error == EPROTO || error == EPERM || error == EINTR ||
           error == EAGAIN;
}

}  // namespace

listener_state::listener_state(tracked_handle socket, const address& local_address,
                               const listen_options& with) noexcept
    : io_operation(accept_info, {.kind = io_kind::accept, .repeat = true, .entry = socket.entry()},
                   &on_completion),
      local(local_address),
      options(with),
      socket_(std::move(socket)),
      loop_(*shard::this_shard()) {
    options.pending_limit = std::max<std::size_t>(options.pending_limit, 1);
}

void listener_state::on_completion(io_operation& op, io_completion&& done) noexcept {
    auto& self = static_cast<listener_state&>(op);
    self.completed(done);
    if (self.abandoned_ && !self.in_flight_) delete &self;
}

void listener_state::completed(const io_completion& done) noexcept {
    if (!done.more) in_flight_ = pausing_ = false;
    if (done.result >= 0) {
        ++stats_.accepted;
        delay_ = {};
        deliver(owned_descriptor(done.result));
    } else if (done.result != -ECANCELED && !closed_) {
        failed(-done.result);
    }
    listen_on();
}

void listener_state::failed(int error) noexcept {
    if (is_permanent(error)) return close({error, std::system_category()});
    if (!concerns_one_connection(error)) back_off(error);
}

void listener_state::back_off(int error) noexcept {
    pause();
    ++stats_.backoffs;
    delay_ = std::clamp<duration>(delay_ * 2, shortest_wait, longest_wait);
    loop_.timers().add(retry_, loop_.now() + delay_);
    if (loop_.now() < quiet_until_) return;
    quiet_until_ = loop_.now() + 1s;
    log(log_level::warning, "listener " + local.to_string() + ": cannot accept, trying again: " +
                                std::system_category().message(error));
}

void listener_state::listen_on() noexcept {
    const bool full = queue_.size() >= options.pending_limit;
    if (closed_ || in_flight_ || full || retry_.pending() || !socket_) return;
    in_flight_ = true;
    submit();
}

void listener_state::pause() noexcept {
    if (!in_flight_ || std::exchange(pausing_, true)) return;
    cancel();
}

void listener_state::deliver(owned_descriptor socket) noexcept {
    if (closed_) return left_the_queue();
    if (!waiting_.empty()) {
        left_the_queue();
        accept_operation_base& task = *waiting_.pop_front();
        task.socket_ = std::move(socket);
        return task.wake();
    }
    queue_.push_back(std::move(socket));
    if (queue_.size() >= options.pending_limit) pause();
}

owned_descriptor listener_state::take() noexcept {
    if (queue_.empty()) return {};
    owned_descriptor oldest = std::move(queue_.front());
    queue_.pop_front();
    left_the_queue();
    if (queue_.size() <= options.pending_limit / 2) listen_on();
    return oldest;
}

void listener_state::left_the_queue() noexcept {
    if (seat) seat->occupied.fetch_sub(1, std::memory_order_relaxed);
}

void listener_state::wait_for(accept_operation_base& task) noexcept {
    waiting_.push_back(task);
    listen_on();
}

void listener_state::close(std::error_code reason) noexcept {
    if (std::exchange(closed_, true)) return;
    reason_ = reason;
    retry_.cancel();
    file.remove();
    if (seat) {
        seat->taker = nullptr;
        seat->open.store(false, std::memory_order_relaxed);
    }
    socket_.close();
    while (!queue_.empty()) static_cast<void>(take());
    while (!waiting_.empty()) {
        accept_operation_base& task = *waiting_.pop_front();
        task.wake(reason);
    }
}

void listener_state::abandon() noexcept {
    close();
    abandoned_ = true;
    if (!in_flight_) delete this;
}

listener_stats listener_state::stats() const noexcept {
    listener_stats now = stats_;
    now.pending = queue_.size();
    return now;
}

void close_listener::operator()(listener_state* state) const noexcept {
    state->abandon();
}

}  // namespace weir::inline v0::detail
