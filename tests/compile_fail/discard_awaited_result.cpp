// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

weir::task<void> use(weir::duration pause) {
#ifdef MISUSE
    co_await weir::sleep_for(pause);
#else
    const weir::result<void> slept = co_await weir::sleep_for(pause);
    if (!slept) co_return;
#endif
}
