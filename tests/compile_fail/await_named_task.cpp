// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

weir::task<int> answer() {
    co_return 42;
}

weir::task<int> use() {
    auto t = answer();
#ifdef MISUSE
    co_return co_await t;
#else
    co_return co_await std::move(t);
#endif
}
