// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/connection_table.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace weir::inline v0::lab {
namespace {

// One event for each time it is armed: after that the thread that took it has it alone.
constexpr unsigned connection_events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;

}  // namespace

connection_table::~connection_table() {
    while (connection* c = idle_.pop_front()) delete c;
    while (connection* c = taken_.pop_front()) delete c;
}

result<void> connection_table::open() noexcept {
    epoll_ = owned_descriptor(epoll_create1(EPOLL_CLOEXEC));
    if (!epoll_) return fail_errno(errno);
    return {};
}

result<void> connection_table::control(int action, int fd, unsigned events,
                                       void* pointer) noexcept {
    epoll_event event{.events = events, .data = {.ptr = pointer}};
    if (epoll_ctl(epoll_.get(), action, fd, &event) != 0) return fail_errno(errno);
    return {};
}

result<void> connection_table::watch(int fd, bool on) noexcept {
    return control(on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, fd, EPOLLIN, nullptr);
}

std::span<epoll_event> connection_table::wait(std::span<epoll_event> room,
                                              duration timeout) noexcept {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
    const int ready = ::epoll_wait(epoll_.get(), room.data(), static_cast<int>(room.size()),
                                   static_cast<int>(ms));
    return room.first(static_cast<std::size_t>(std::max(ready, 0)));
}

void connection_table::become_idle(connection& c) noexcept {
    c.idle_since_ = clock::now();
    idle_.push_back(c);
}

result<void> connection_table::add(blocking_socket connected) {
    const std::lock_guard lock(mutex_);
    auto made = std::make_unique<connection>(std::move(connected));
    auto added = control(EPOLL_CTL_ADD, made->socket.descriptor(), connection_events, made.get());
    if (!added) return added;
    ++size_;
    become_idle(*made.release());
    return {};
}

bool connection_table::full() noexcept {
    const std::lock_guard lock(mutex_);
    return size_ >= limit_;
}

void connection_table::take(connection& c) noexcept {
    const std::lock_guard lock(mutex_);
    taken_.push_back(c);
}

void connection_table::give_back(connection& c) noexcept {
    // Under the lock, so that the poller cannot close it before it is armed again.
    const std::lock_guard lock(mutex_);
    become_idle(c);
    if (control(EPOLL_CTL_MOD, c.socket.descriptor(), connection_events, &c)) return;
    --size_;
    delete &c;
}

void connection_table::close(connection& c) noexcept {
    const std::lock_guard lock(mutex_);
    --size_;
    delete &c;
}

void connection_table::close_idle_since(time_point when) noexcept {
    const std::lock_guard lock(mutex_);
    while (!idle_.empty() && idle_.front().idle_since_ < when) {
        --size_;
        delete idle_.pop_front();
    }
}

}  // namespace weir::inline v0::lab
