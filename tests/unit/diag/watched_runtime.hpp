// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A runtime whose tasks and handles are looked at from the test's thread.

#include <weir/coro.hpp>
#include <weir/rt/runtime.hpp>

#include <future>
#include <semaphore>
#include <source_location>

namespace weir::test {

class watched_runtime {
public:
    explicit watched_runtime(unsigned shards = 1) : runtime_({.shards = shards}) {
        const auto started = runtime_.start();
        EXPECT_TRUE(started);
        for (unsigned i = 0; i < shards; ++i) on_shard([] {}, i);  // begun, and so seen
    }

    /// Spawns `body` and returns once it ran up to its first wait.
    template <class F>
    void start(const char* name, F body, unsigned on = 0,
               std::source_location where = std::source_location::current()) {
        on_shard([&] { at(on).root_scope().spawn(task_name(name, where), body); }, on);
        settle(on);
    }

    /// Returns once everything ready on the shard has run.
    void settle(unsigned on = 0) {
        std::promise<void> ran;
        at(on).post([&]() -> task<void> {
            for (int i = 0; i < 5; ++i) co_await yield();
            ran.set_value();
        });
        ran.get_future().wait();
        on_shard([] {}, on);  // now that task has ended too
    }

    template <class F>
    void on_shard(F fn, unsigned on = 0) {
        std::promise<void> ran;
        at(on).post([&] {
            fn();
            ran.set_value();
        });
        ran.get_future().wait();
    }

    /// Runs a task on the shard to its end, and expects success.
    template <class F>
    void run(F body, unsigned on = 0) {
        std::promise<result<void>> ended;
        at(on).post([&]() -> task<void> { ended.set_value(co_await body()); });
        const result<void> outcome = ended.get_future().get();
        EXPECT_TRUE(outcome) << outcome.error().message();
    }

    [[nodiscard]] shard& at(unsigned i) { return runtime_.at(i); }

    void stop() {
        runtime_.request_stop();
        runtime_.join();
    }

private:
    runtime runtime_;
};

/// Keeps a shard busy in one step while it lives.
class stuck_shard {
public:
    explicit stuck_shard(shard& which) {
        which.post([this]() -> task<void> {
            co_await yield();
            begun_.release();
            go_on_.acquire();
            ended_.release();
        });
        begun_.acquire();
    }
    stuck_shard(const stuck_shard&) = delete;
    stuck_shard& operator=(const stuck_shard&) = delete;
    ~stuck_shard() {
        go_on_.release();
        ended_.acquire();
    }

private:
    std::binary_semaphore begun_{0};
    std::binary_semaphore go_on_{0};
    std::binary_semaphore ended_{0};
};

}  // namespace weir::test
