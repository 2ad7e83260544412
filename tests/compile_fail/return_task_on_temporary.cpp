// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

#include <string>

weir::task<std::size_t> length(const std::string& text) {
    co_return text.size();
}

#ifdef MISUSE
[[clang::coro_wrapper]] weir::task<std::size_t> use() {
    return length(std::string("gone when use() returns"));
}
#else
weir::task<std::size_t> use() {
    co_return co_await length(std::string("lives until the await is over"));
}
#endif
