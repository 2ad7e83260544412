// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/ok.hpp>
#include <weir/rt/readiness.hpp>
#include <weir/rt/signals.hpp>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <thread>

namespace weir::inline v0 {
namespace {

constexpr op_info signal_info{"signal", "signal"};

/// What the handler needs: where to write, and whether the signal is in the pipe already.
struct slot {
    std::atomic<int> pipe{-1};
    std::atomic<int> inside{0};  ///< handlers that may still use the pipe
    std::atomic<bool> reported{false};
    struct sigaction former{};
};

std::array<slot, NSIG> slots;

void on_signal(int number) noexcept {
    const int saved = errno;
    slot& s = slots[static_cast<std::size_t>(number)];
    s.inside.fetch_add(1);
    const int pipe = s.pipe.load();
    const auto byte = static_cast<unsigned char>(number);
    if (pipe >= 0 && !s.reported.exchange(true)) {
        // At most one byte per signal is in the pipe, so it cannot be full.
        [[maybe_unused]] const ssize_t written = ::write(pipe, &byte, 1);
    }
    s.inside.fetch_sub(1);
    errno = saved;
}

bool claim(int number, int pipe) noexcept {
    int free = -1;
    return slots[static_cast<std::size_t>(number)].pipe.compare_exchange_strong(free, pipe);
}

struct closed_at_exit {
    int fd;
    ~closed_at_exit() { ::close(fd); }
};

}  // namespace

signal_set::signal_set(signal_set&& other) noexcept
    : pipe_(std::move(other.pipe_)), numbers_(std::exchange(other.numbers_, {})) {}

signal_set& signal_set::operator=(signal_set&& other) noexcept {
    if (this == &other) return *this;
    unwatch();
    pipe_ = std::move(other.pipe_);
    numbers_ = std::exchange(other.numbers_, {});
    return *this;
}

signal_set::~signal_set() {
    unwatch();
}

result<signal_set> signal_set::watch(std::initializer_list<int> numbers) noexcept {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return fail_errno(errno);
    signal_set set;
    const closed_at_exit write_end{ends[1]};
    auto adopted = io_handle::adopt(ends[0]);
    if (!adopted) {
        ::close(ends[0]);
        return fail(adopted.error());
    }
    set.pipe_ = std::move(*adopted);
    for (const int number : numbers)
        if (auto added = set.add(number, ends[1]); !added) return fail(added.error());
    return set;
}

result<void> signal_set::add(int number, int pipe) noexcept {
    if (number <= 0 || number >= NSIG) return fail(errc::bad_argument);
    const int own_end = fcntl(pipe, F_DUPFD_CLOEXEC, 0);
    if (own_end < 0) return fail_errno(errno);
    if (!claim(number, own_end)) {
        ::close(own_end);
        return fail(std::make_error_code(std::errc::device_or_resource_busy));
    }
    numbers_.push_back(number);
    struct sigaction action{};
    action.sa_handler = &on_signal;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    if (sigaction(number, &action, &slots[static_cast<std::size_t>(number)].former) != 0)
        return fail(errc::bad_argument);
    return {};
}

void signal_set::unwatch() noexcept {
    for (const int number : numbers_) {
        slot& s = slots[static_cast<std::size_t>(number)];
        sigaction(number, &s.former, nullptr);
        const int end = s.pipe.exchange(-1);
        // A handler on another thread must not write to whoever gets the descriptor next.
        while (s.inside.load() != 0) std::this_thread::yield();
        s.reported.store(false);
        ::close(end);
    }
    numbers_.clear();
}

task<result<int>> signal_set::next() {
    for (;;) {
        unsigned char number = 0;
        const ssize_t got = ::read(pipe_.native(), &number, 1);
        if (got == 1) {
            slots[number].reported.store(false);
            co_return number;
        }
        if (got < 0 && errno != EAGAIN && errno != EINTR) co_return fail_errno(errno);
        co_await ok(wait_readable(pipe_, signal_info));
    }
}

}  // namespace weir::inline v0
