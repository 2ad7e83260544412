// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/coro.hpp>
#include <weir/diag/blocking_guard.hpp>
#include <weir/rt.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace weir::guard_test {

namespace guard = diag::blocking_guard;

/// Under ThreadSanitizer `mode::raise` aborts.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WEIR_GUARD_TEST_TSAN 1
#endif
#endif
#ifdef WEIR_GUARD_TEST_TSAN
inline constexpr bool raises = false;
#else
inline constexpr bool raises = true;
#endif

/// Runs `fn` in one step of a task called "main" on a shard.
template <class F>
void on_shard(F fn) {
    auto main = [&]() -> task<void> {
        fn();
        co_return;
    };
    static_cast<void>(run(main, {.shards = 1}));
}

/// Installs the guard with empty tables, and turns it off at the end.
class guarded : public testing::Test {
protected:
    guarded() {
        // Children of death tests are started anew: a fork alone has none of its parent's threads.
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        ::setenv("WEIR_DIAG", "off", 1);  // the watchdog's log lines are not what is tested here
        on_shard([] {});                  // what a process does once is done
        const result<void> on = guard::install(guard::mode::count);
        EXPECT_TRUE(on) << on.error().message();
        guard::reset();
    }
    ~guarded() override { guard::set_mode(guard::mode::off); }

    static std::uint64_t calls_of(const std::string& function) {
        std::uint64_t calls = 0;
        for (const guard::culprit& c : guard::culprits())
            if (c.function == function) calls += c.calls;
        return calls;
    }
};

}  // namespace weir::guard_test
