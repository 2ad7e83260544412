// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

weir::task<weir::result<void>> use(weir::duration pause) {
#ifdef MISUSE
    weir::with_timeout(pause, weir::sleep_for(2 * pause));
    co_return {};
#else
    co_return co_await weir::with_timeout(pause, weir::sleep_for(2 * pause));
#endif
}
