// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// timer_create(2) on the CPU clock of one thread: fires only while the thread runs, and at most
// once a scheduler tick.

#include "diag/native/frame_pointers.hpp"
#include "diag/watch/sampler.hpp"
#include "diag/watch/steady_clock.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <vector>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t slot_count = 64;

/// From the handler to the watchdog: one writer, one reader. Never freed, only used again, since a
/// signal may still be on its way when its timer is deleted.
struct mailbox_of_samples {
    std::array<raw_sample, slot_count> slots;
    std::atomic<std::uint64_t> written{0};
    std::atomic<std::uint64_t> read{0};
    std::uintptr_t stack_low = 0;
    std::uintptr_t stack_high = 0;
    std::atomic<std::uint64_t> period_ns{0};
};

/// The mailboxes of this process; only the watchdog asks.
class mailboxes {
public:
    [[nodiscard]] static mailboxes& of_process() {
        static auto& all = *new mailboxes;
        return all;
    }
    [[nodiscard]] mailbox_of_samples& take() {
        if (free_.empty()) free_.push_back(new mailbox_of_samples);
        mailbox_of_samples& box = *free_.back();
        free_.pop_back();
        box.read.store(box.written.load());
        used_.push_back(&box);
        return box;
    }
    void give_back(mailbox_of_samples& box) {
        std::erase(used_, &box);
        free_.push_back(&box);
    }

private:
    std::vector<mailbox_of_samples*> free_;
    std::vector<mailbox_of_samples*> used_;
};

void take_sample(const ucontext_t& at, mailbox_of_samples& box) noexcept {
    const std::uint64_t n = box.written.load(std::memory_order_relaxed);
    if (n - box.read.load(std::memory_order_acquire) >= slot_count) return;
    raw_sample& sample = box.slots[n % slot_count];
    sample.at_ns = steady_ns();
    sample.wall_ns = sample.cpu_ns = box.period_ns.load(std::memory_order_relaxed);
    sample.doubtful = 0;
    const auto reg = [&](int which) {
        return static_cast<std::uintptr_t>(at.uc_mcontext.gregs[which]);
    };
    sample.size = static_cast<std::uint32_t>(walk_frame_pointers(
        reg(REG_RIP), reg(REG_RBP), reg(REG_RSP), box.stack_low, box.stack_high, sample.frames));
    box.written.store(n + 1, std::memory_order_release);
}

void on_timer(int, siginfo_t* info, void* context) noexcept {
    const int before = errno;
    if (info->si_code == SI_TIMER && info->si_value.sival_ptr != nullptr)
        take_sample(*static_cast<const ucontext_t*>(context),
                    *static_cast<mailbox_of_samples*>(info->si_value.sival_ptr));
    errno = before;
}

/// False if the program uses the signal itself.
bool install_handler() noexcept {
    struct sigaction present{};
    sigaction(SIGPROF, nullptr, &present);
    if ((present.sa_flags & SA_SIGINFO) != 0 && present.sa_sigaction == &on_timer) return true;
    if (present.sa_handler != SIG_DFL) return false;
    struct sigaction ours{};
    ours.sa_sigaction = &on_timer;
    ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    return sigaction(SIGPROF, &ours, nullptr) == 0;
}

clockid_t cpu_clock_of(int thread_id) noexcept {
    // linux/posix-timers.h: the thread's scheduler clock.
    return static_cast<clockid_t>((~static_cast<unsigned>(thread_id) << 3U) | 6U);
}

class timer_sampler final : public sampler {
public:
    timer_sampler(timer_t timer, mailbox_of_samples& box) noexcept : timer_(timer), box_(box) {}
    ~timer_sampler() override {
        timer_delete(timer_);
        mailboxes::of_process().give_back(box_);
    }

    sampler_tier tier() const noexcept override { return sampler_tier::timer; }

    void set_rate(unsigned per_second) noexcept override {
        const std::uint64_t period = per_second == 0 ? 0 : second_ns / per_second;
        box_.period_ns.store(period, std::memory_order_relaxed);
        itimerspec when{};
        when.it_interval = {.tv_sec = static_cast<time_t>(period / second_ns),
                            .tv_nsec = static_cast<long>(period % second_ns)};
        when.it_value = when.it_interval;
        timer_settime(timer_, 0, &when, nullptr);
    }

    void drain(unwinder&, sample_ring& to) noexcept override {
        const std::uint64_t end = box_.written.load(std::memory_order_acquire);
        std::uint64_t n = box_.read.load(std::memory_order_relaxed);
        for (; n < end; ++n) to.push(box_.slots[n % slot_count]);
        box_.read.store(n, std::memory_order_release);
    }

private:
    timer_t timer_;
    mailbox_of_samples& box_;
};

}  // namespace

std::unique_ptr<sampler> make_timer_sampler(const sampled_thread& thread, std::string& reason) {
    if (!install_handler()) {
        reason += "; SIGPROF is the program's own";
        return nullptr;
    }
    mailbox_of_samples& box = mailboxes::of_process().take();
    box.stack_low = thread.stack_low;
    box.stack_high = thread.stack_high;
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGPROF;
    event.sigev_value.sival_ptr = &box;
    event._sigev_un._tid = thread.id;
    timer_t timer{};
    if (timer_create(cpu_clock_of(thread.id), &event, &timer) != 0) {
        mailboxes::of_process().give_back(box);
        reason += "; timer_create: " + std::system_category().message(errno);
        return nullptr;
    }
    return std::make_unique<timer_sampler>(timer, box);
}

}  // namespace weir::inline v0::diag
