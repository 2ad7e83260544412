// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// perf_event_open(2): the task clock of one thread, needs no permission at perf_event_paranoid 2
// and below for user space (kernel 4.6 documents the levels), is denied by most containers.

#include "diag/native/unwinder.hpp"
#include "diag/watch/sampler.hpp"
#include "diag/watch/steady_clock.hpp"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <system_error>

namespace weir::inline v0::diag {
namespace {

constexpr std::uint32_t stack_bytes = 8'192;
// Pages of the ring, tried in turn: what a user may lock is small (perf_event_mlock_kb).
constexpr std::array<std::size_t, 4> ring_pages{64, 32, 16, 8};

// linux/perf_regs: the registers that are sampled, in the order they come.
constexpr std::uint64_t sampled_registers = (1U << 6) | (1U << 7) | (1U << 8);
struct sampled_registers_x86 {
    std::uint64_t abi, bp, sp, pc;
};

perf_event_attr attributes(bool user_only) noexcept {
    perf_event_attr a{};
    a.type = PERF_TYPE_SOFTWARE;
    a.size = sizeof a;
    a.config = PERF_COUNT_SW_TASK_CLOCK;
    a.sample_period = second_ns;
    a.sample_type = PERF_SAMPLE_TIME | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
    a.sample_regs_user = sampled_registers;
    a.sample_stack_user = stack_bytes;
    a.disabled = 1;
    a.exclude_kernel = user_only;
    a.exclude_hv = 1;
    a.use_clockid = 1;
    a.clockid = CLOCK_MONOTONIC;
    return a;
}

int open_event(int thread_id) noexcept {
    for (const bool user_only : {false, true}) {
        perf_event_attr a = attributes(user_only);
        const long fd = syscall(SYS_perf_event_open, &a, thread_id, -1, -1, PERF_FLAG_FD_CLOEXEC);
        if (fd >= 0) return static_cast<int>(fd);
    }
    return -1;
}

class perf_sampler final : public sampler {
public:
    perf_sampler(int fd, void* ring, std::size_t data_bytes, std::uintptr_t stack_high) noexcept
        : fd_(fd),
          control_(static_cast<perf_event_mmap_page*>(ring)),
          data_(static_cast<const std::byte*>(ring) + page_bytes()),
          data_bytes_(data_bytes),
          stack_high_(stack_high) {}
    ~perf_sampler() override {
        munmap(control_, data_bytes_ + page_bytes());
        ::close(fd_);
    }

    [[nodiscard]] static std::size_t page_bytes() noexcept {
        return static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    }

    sampler_tier tier() const noexcept override { return sampler_tier::perf; }

    void set_rate(unsigned per_second) noexcept override {
        if (per_second == 0) {
            ioctl(fd_, PERF_EVENT_IOC_DISABLE, 0);
            return;
        }
        period_ns_ = second_ns / per_second;
        ioctl(fd_, PERF_EVENT_IOC_PERIOD, &period_ns_);
        ioctl(fd_, PERF_EVENT_IOC_ENABLE, 0);
    }

    void drain(unwinder& unwind, sample_ring& to) noexcept override {
        const std::uint64_t head = __atomic_load_n(&control_->data_head, __ATOMIC_ACQUIRE);
        std::uint64_t tail = control_->data_tail;
        while (tail < head) {
            perf_event_header header{};
            copy_out(tail, &header, sizeof header);
            if (header.size == 0) break;
            if (header.type == PERF_RECORD_SAMPLE && header.size <= sizeof record_) {
                copy_out(tail, record_, header.size);
                take_sample(header.size, unwind, to);
            }
            tail += header.size;
        }
        __atomic_store_n(&control_->data_tail, tail, __ATOMIC_RELEASE);
    }

private:
    void copy_out(std::uint64_t from, void* to, std::size_t size) const noexcept {
        const std::size_t at = from % data_bytes_;
        const std::size_t first = std::min(size, data_bytes_ - at);
        std::memcpy(to, data_ + at, first);
        std::memcpy(static_cast<std::byte*>(to) + first, data_, size - first);
    }

    // header, time, abi, registers, stack size, stack, stack size that was filled
    void take_sample(std::size_t size, unwinder& unwind, sample_ring& to) noexcept {
        constexpr std::size_t fixed = sizeof(perf_event_header) + sizeof(std::uint64_t) +
                                      sizeof(sampled_registers_x86) + sizeof(std::uint64_t);
        if (size < fixed) return;  // no user registers: a kernel thread's, or one at its end
        raw_sample sample;
        sampled_registers_x86 user{};
        std::memcpy(&sample.at_ns, record_ + sizeof(perf_event_header), sizeof sample.at_ns);
        std::memcpy(&user, record_ + sizeof(perf_event_header) + sizeof sample.at_ns, sizeof user);
        if (user.abi == PERF_SAMPLE_REGS_ABI_NONE) return;
        sample.wall_ns = sample.cpu_ns = period_ns_;
        const std::span<const std::byte> stack =
            std::span<const std::byte>(record_, size).subspan(fixed);
        std::array<native_frame, raw_sample::max_frames> frames;
        const std::size_t usable = std::min<std::size_t>(stack.size(), stack_high_ - user.sp);
        sample.set_frames(std::span(
            frames.data(), unwind.unwind_sample({.pc = user.pc, .sp = user.sp, .bp = user.bp},
                                                stack.first(filled(stack, usable)), frames)));
        to.push(sample);
    }

    static std::size_t filled(std::span<const std::byte> stack, std::size_t usable) noexcept {
        std::uint64_t dynamic = 0;
        if (stack.size() < sizeof dynamic) return 0;
        const std::size_t room = stack.size() - sizeof dynamic;
        std::memcpy(&dynamic, stack.data() + room, sizeof dynamic);
        return std::min({room, usable, static_cast<std::size_t>(dynamic)});
    }

    int fd_;
    perf_event_mmap_page* control_;
    const std::byte* data_;
    std::size_t data_bytes_;
    std::uintptr_t stack_high_;
    std::uint64_t period_ns_ = second_ns;
    std::byte record_[stack_bytes + 128];
};

}  // namespace

std::unique_ptr<sampler> make_perf_sampler(const sampled_thread& thread, std::string& reason) {
    const int fd = open_event(thread.id);
    if (fd < 0) {
        reason = "perf_event_open: " + std::system_category().message(errno);
        return nullptr;
    }
    const std::size_t page = perf_sampler::page_bytes();
    for (const std::size_t pages : ring_pages) {
        void* ring = mmap(nullptr, (pages + 1) * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (ring != MAP_FAILED)
            return std::make_unique<perf_sampler>(fd, ring, pages * page, thread.stack_high);
    }
    reason = "mmap of a perf event: " + std::system_category().message(errno);
    ::close(fd);
    return nullptr;
}

}  // namespace weir::inline v0::diag
