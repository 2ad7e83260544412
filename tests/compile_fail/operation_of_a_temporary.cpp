// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

weir::task<weir::result<int>> use() {
#ifdef MISUSE
    auto next = weir::channel<int>(1).receive();
    co_return co_await next;
#else
    weir::channel<int> numbers(1);
    numbers.close();
    auto next = numbers.receive();
    co_return co_await next;
#endif
}
