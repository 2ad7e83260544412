// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

weir::task<weir::result<int>> answer() {
    co_return 42;
}

weir::task<weir::result<int>> use() {
    auto t = answer();
#ifdef MISUSE
    co_return co_await ok(t);
#else
    co_return co_await ok(std::move(t));
#endif
}
