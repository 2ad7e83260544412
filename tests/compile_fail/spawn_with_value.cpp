// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

#ifdef MISUSE
weir::task<int> child() {
    co_return 42;  // nobody would ever see it
}
#else
weir::task<weir::result<void>> child() {
    co_return {};
}
#endif

void use(weir::scope& children) {
    children.spawn("child", child);
}
