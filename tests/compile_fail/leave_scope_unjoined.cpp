// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

weir::task<weir::result<void>> use() {
    weir::scope children;
#ifdef MISUSE
    children.join();
    co_return {};
#else
    co_return co_await children.join();
#endif
}
