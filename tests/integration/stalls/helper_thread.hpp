// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "way.hpp"

#include <pthread.h>

#include <thread>
#include <utility>

namespace stalls {

/// A thread that does something once the shard has stalled long enough; joined at the end.
class helper_thread {
public:
    template <class F>
    helper_thread(const char* name, F f)
        : thread_([name, f = std::move(f)] {
              pthread_setname_np(pthread_self(), name);
              std::this_thread::sleep_for(std::chrono::milliseconds(stall_ms));
              f();
          }) {}
    helper_thread(const helper_thread&) = delete;
    helper_thread& operator=(const helper_thread&) = delete;
    ~helper_thread() {
        if (thread_.joinable()) thread_.join();
    }

    void join() { thread_.join(); }

private:
    std::thread thread_;
};

}  // namespace stalls
