// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>

#include <string>

#ifdef MISUSE
weir::task<const std::string&> name() {
    co_return "a temporary, gone when the task has ended";
}

weir::task<std::size_t> use() {
    co_return (co_await name()).size();
}
#else
weir::task<std::string> name() {
    co_return "a value";
}

weir::task<std::size_t> use() {
    co_return (co_await name()).size();
}
#endif
