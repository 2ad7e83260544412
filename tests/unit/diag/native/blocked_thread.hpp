// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A thread that sleeps in the kernel at a known place, as a stalled shard does.

#include "diag/native/unwinder.hpp"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weir::test {

class blocked_thread {
public:
    /// Runs `body` on a thread; `release` makes what it blocks in return.
    blocked_thread(std::function<void()> body, std::function<void()> release)
        : release_(std::move(release)), thread_([this, body = std::move(body)] {
              stack_top_ = top_of_own_stack();
              tid_ = static_cast<pid_t>(::syscall(SYS_gettid));
              body();
          }) {}
    blocked_thread(const blocked_thread&) = delete;
    blocked_thread& operator=(const blocked_thread&) = delete;
    ~blocked_thread() {
        release_();
        thread_.join();
    }

    /// Where it sleeps, once it sleeps in the call `number`; without clock or sleep.
    void wait_until_blocked(long number) {
        while (tid_ == 0 || !read_place() || number_ != number) std::this_thread::yield();
    }

    [[nodiscard]] std::vector<diag::native_frame> unwind(diag::unwinder& with,
                                                         std::size_t room = 512) const {
        std::vector<diag::native_frame> frames(room);
        frames.resize(with.unwind_blocked(pc_, sp_, stack_top_, frames));
        return frames;
    }
    [[nodiscard]] std::uintptr_t pc() const { return pc_; }
    [[nodiscard]] std::uintptr_t sp() const { return sp_; }
    [[nodiscard]] std::uintptr_t stack_top() const { return stack_top_; }
    [[nodiscard]] pthread_t handle() { return thread_.native_handle(); }

private:
    static std::uintptr_t top_of_own_stack() {
        pthread_attr_t attributes;
        void* low = nullptr;
        std::size_t size = 0;
        pthread_getattr_np(pthread_self(), &attributes);
        pthread_attr_getstack(&attributes, &low, &size);
        pthread_attr_destroy(&attributes);
        return reinterpret_cast<std::uintptr_t>(low) + size;
    }

    /// "NUMBER ARGUMENT... SP PC", or "running".
    bool read_place() {
        std::ifstream in("/proc/self/task/" + std::to_string(tid_) + "/syscall");
        std::string line;
        std::getline(in, line);
        std::array<unsigned long, 6> ignored{};
        unsigned long sp = 0;
        unsigned long pc = 0;
        const int got =
            std::sscanf(line.c_str(), "%ld %lx %lx %lx %lx %lx %lx %lx %lx", &number_, &ignored[0],
                        &ignored[1], &ignored[2], &ignored[3], &ignored[4], &ignored[5], &sp, &pc);
        sp_ = sp;
        pc_ = pc;
        return got == 9;
    }

    std::function<void()> release_;
    std::atomic<pid_t> tid_ = 0;
    std::uintptr_t stack_top_ = 0;
    long number_ = -1;
    std::uintptr_t sp_ = 0;
    std::uintptr_t pc_ = 0;
    std::thread thread_;  // last: it uses the others
};

/// A pipe to block on: reading from it returns after `open`.
class pipe_gate {
public:
    pipe_gate() {
        if (::pipe(ends_.data()) != 0) std::abort();
    }
    pipe_gate(const pipe_gate&) = delete;
    pipe_gate& operator=(const pipe_gate&) = delete;
    ~pipe_gate() {
        open();
        ::close(ends_[0]);
    }
    /// Lets everybody pass from now on.
    void open() {
        if (ends_[1] >= 0) ::close(std::exchange(ends_[1], -1));
    }
    [[nodiscard]] int read_end() const { return ends_[0]; }

private:
    std::array<int, 2> ends_{};
};

}  // namespace weir::test
