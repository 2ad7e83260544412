// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

weir::task<int> answer() {
    co_return 42;
}

weir::task<void> use() {
#ifdef MISUSE
    answer();
    co_return;
#else
    co_await answer();  // a value that is no result may be dropped
#endif
}
