// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

weir::task<void> count(int& total) {
    ++total;
    co_return;
}

void use(weir::scope& children, int& total) {
#ifdef MISUSE
    children.spawn("counter", count, total);  // the child would count in a copy
#else
    children.spawn("counter", count, std::ref(total));  // total outlives the scope
#endif
}
