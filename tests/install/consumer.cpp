// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What a user's program does first. Compiled against an installed, an embedded and a pkg-config
// Weir, and run: it links the runtime with its drivers, hence their private libraries too.
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <chrono>
#include <cstdio>

namespace {

using namespace std::chrono_literals;

weir::task<weir::result<int>> after(weir::duration pause, int value) {
    co_await ok(weir::sleep_for(pause));
    co_return value;
}

weir::task<weir::result<int>> program() {
    const auto [six, seven] = co_await ok(weir::when_all(after(1ms, 6), after(2ms, 7)));
    co_return six* seven;
}

}  // namespace

int main() {
    const int value = weir::run(program).value();
    std::printf("%d: %s\n", value, make_error_code(weir::errc::eof).message().c_str());
    return value == 42 ? 0 : 1;
}
