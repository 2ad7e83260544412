// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "top/top_run.hpp"

#include "exit_code.hpp"
#include "interruptible.hpp"
#include "terminal.hpp"
#include "top/screen.hpp"
#include "top/top_view.hpp"

#include <weir/coro/sleep.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/rt/runtime.hpp>

#include <fmt/core.h>

#include <cstdlib>

namespace weir::inline v0::cli {
namespace {

bool wants_colours() {
    return screen::usable() && std::getenv("NO_COLOR") == nullptr;
}

task<int> look_once(const top_request& request) {
    http::client web;
    const top_snapshot now = co_await take_snapshot(web, request.address, request.token);
    if (now.live_status == 0) {
        complain(now.trouble);
        co_return exit_failed;
    }
    fmt::print("{}", top_view(request.address, now, nullptr, wants_colours()));
    co_return now.live_status == 200 && now.trouble.empty() ? exit_ok : exit_failed;
}

task<void> watch(const top_request& request) {
    const screen shown;
    http::client web;
    top_snapshot before;
    bool has_before = false;
    while (!this_task::stop_requested()) {
        top_snapshot now = co_await take_snapshot(web, request.address, request.token);
        if (this_task::stop_requested()) break;
        shown.show(top_view(request.address, now, has_before ? &before : nullptr, wants_colours()));
        has_before = now.state.is_object();
        before = std::move(now);
        static_cast<void>(co_await sleep_for(request.every));
    }
}

/// A listener that is not there from the start is a mistake, not something to watch for.
task<int> watch_from(const top_request& request) {
    {
        http::client web;
        const top_snapshot first = co_await take_snapshot(web, request.address, request.token);
        if (first.live_status == 0) {
            complain(first.trouble);
            co_return exit_failed;
        }
    }
    const result<void> ran =
        co_await interruptible([&]() -> task<void> { co_await watch(request); });
    co_return ran ? exit_ok : exit_failed;
}

}  // namespace

int run_top(const top_request& request) {
    const bool once = request.once || !screen::usable();
    const result<int> code = run(
        [&]() -> task<int> {
            co_return co_await (once ? look_once(request) : watch_from(request));
        },
        {.shards = 1});
    if (code) return *code;
    complain(code.error().message());
    return exit_usage;
}

}  // namespace weir::inline v0::cli
