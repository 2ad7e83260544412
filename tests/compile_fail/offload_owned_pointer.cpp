// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <string>

std::size_t length(const std::string& text) {
    return text.size();
}

weir::task<weir::result<std::size_t>> use(weir::offload_pool& pool, std::string& text) {
#ifdef MISUSE
    // The call may be abandoned, and then runs on when `text` is gone.
    co_return co_await weir::offload_owned(pool, {}, length, std::ref(text));
#else
    co_return co_await weir::offload_owned(pool, {}, length, text);
#endif
}
