// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

#include <string>

weir::task<std::size_t> length(const std::string& text) {
    co_return text.size();
}

weir::task<std::size_t> use() {
#ifdef MISUSE
    weir::task<std::size_t> t = length(std::string("gone before t is awaited"));
    co_return co_await std::move(t);
#else
    co_return co_await length(std::string("lives as long as this expression"));
#endif
}
