// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A thread with a small stack, so that thousands of them fit; `std::thread` cannot choose.

#include <weir/base/result.hpp>

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <utility>

namespace weir::inline v0::lab {

inline constexpr std::size_t small_stack = 256 * 1024;

/// Runs `body` on a new thread that nobody joins. Errors: EAGAIN when the system has no more.
result<void> run_detached(std::move_only_function<void()> body);

/// Joined when destroyed.
class small_thread {
public:
    small_thread() noexcept = default;
    small_thread(small_thread&& other) noexcept : id_(other.id_), running_(other.running_) {
        other.running_ = false;
    }
    small_thread& operator=(small_thread&& other) noexcept {
        join();
        id_ = other.id_;
        running_ = std::exchange(other.running_, false);
        return *this;
    }
    ~small_thread() { join(); }

    [[nodiscard]] static result<small_thread> start(std::move_only_function<void()> body);
    void join() noexcept;

private:
    pthread_t id_{};
    bool running_ = false;
};

}  // namespace weir::inline v0::lab
