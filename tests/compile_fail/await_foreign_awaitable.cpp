// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

#ifdef MISUSE
struct foreign {  // resumes coroutines on its own terms, past stop, deadline and backtrace
    bool await_ready() noexcept { return true; }
    void await_suspend(std::coroutine_handle<>) noexcept {}
    void await_resume() noexcept {}
};
#endif

weir::task<void> use() {
#ifdef MISUSE
    co_await foreign{};
#else
    co_await weir::yield();
#endif
}
