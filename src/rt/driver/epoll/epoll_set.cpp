// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/epoll/epoll_set.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <ctime>

namespace weir::inline v0::detail {

epoll_set::~epoll_set() {
    if (wake_ >= 0) ::close(wake_);
    if (epoll_ >= 0) ::close(epoll_);
}

result<void> epoll_set::open() noexcept {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) return fail_errno(errno);
    wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_ < 0) return fail_errno(errno);
    if (const int added = add(wake_, EPOLLIN, nullptr); added < 0) return fail_errno(-added);
    return {};
}

int epoll_set::add(int fd, std::uint32_t events, void* tag) noexcept {
    return control(EPOLL_CTL_ADD, fd, events, tag);
}

int epoll_set::change(int fd, std::uint32_t events, void* tag) noexcept {
    return control(EPOLL_CTL_MOD, fd, events, tag);
}

int epoll_set::control(int operation, int fd, std::uint32_t events, void* tag) noexcept {
    epoll_event event{};
    event.events = events | EPOLLET;
    event.data.ptr = tag;
    return ::epoll_ctl(epoll_, operation, fd, &event) == 0 ? 0 : -errno;
}

// Closing the descriptor is not enough: a duplicate of it, say in a child process, would keep the
// registration, and with it a tag that is gone.
void epoll_set::remove(int fd) noexcept {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

std::span<const epoll_event> epoll_set::wait(duration limit) noexcept {
    int count = has_pwait2_ ? wait_nanoseconds(limit) : wait_milliseconds(limit);
    if (count < 0 && has_pwait2_ && errno != EINTR) {
        // Linux before 5.11 has no epoll_pwait2 (ENOSYS), nor do older container sandboxes (EPERM).
        has_pwait2_ = false;
        count = wait_milliseconds(limit);
    }
    return {events_.data(), static_cast<std::size_t>(std::max(count, 0))};
}

int epoll_set::wait_nanoseconds(duration limit) noexcept {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
    const timespec time{.tv_sec = seconds.count(), .tv_nsec = (limit - seconds).count()};
    return ::epoll_pwait2(epoll_, events_.data(), batch_size,
                          limit == duration::max() ? nullptr : &time, nullptr);
}

// Rounded up: a wait that ends before its deadline would be repeated with no time left, in a spin.
int epoll_set::wait_milliseconds(duration limit) noexcept {
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(
        std::min<duration>(limit, std::chrono::milliseconds(INT_MAX)));
    return ::epoll_wait(epoll_, events_.data(), batch_size,
                        limit == duration::max() ? -1 : static_cast<int>(rounded.count()));
}

// Nobody reads the counter: with EPOLLET each write is an event of its own, and 2^64 - 2 of them
// fit. That saves a system call per wake-up.
void epoll_set::wake() noexcept {
    const int saved = errno;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
    errno = saved;
}

}  // namespace weir::inline v0::detail
