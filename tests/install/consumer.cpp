// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What a user's program does first. Compiled against an installed, an embedded and a pkg-config
// Weir; it links code of L0 and L1 and runs a task on a loop of its own.
#include <weir/coro.hpp>

#include <cstdio>

namespace {

class little_loop : public weir::loop_context, weir::waiter {
public:
    little_loop() noexcept : loop_context(weir::time_point(), 1), waiter(&on_done) {}

    int run(weir::task<weir::result<int>> task) {
        enter here(*this);
        if (weir::waiter* first = task.start(root(), nullptr, *this)) schedule(*first);
        while (run_one()) {
        }
        return task.take().value();
    }

private:
    static std::coroutine_handle<> on_done(waiter*) noexcept { return std::noop_coroutine(); }
};

weir::task<weir::result<int>> answer() {
    co_await weir::yield();
    const auto [six, seven] =
        co_await ok(weir::when_all([]() -> weir::task<weir::result<int>> { co_return 6; }(),
                                   []() -> weir::task<weir::result<int>> { co_return 7; }()));
    co_return six* seven;
}

}  // namespace

int main() {
    const int value = little_loop().run(answer());
    std::printf("%d: %s\n", value, make_error_code(weir::errc::eof).message().c_str());
    return value == 42 ? 0 : 1;
}
