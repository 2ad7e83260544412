// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

#ifdef MISUSE
weir::task<void> use(weir::duration pause) {
    co_await ok(weir::sleep_for(pause));
}
#else
weir::task<weir::result<void>> use(weir::duration pause) {
    co_await ok(weir::sleep_for(pause));
    co_return {};
}
#endif
