// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Runs the same task on every shard of the runtime and waits for all: how a server uses all cores.
///
///     co_await ok(on_each_shard([&](shard& here) { return serve(options, here.index()); }));

#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/rt/call_on.hpp>
#include <weir/rt/runtime.hpp>

#include <type_traits>

namespace weir::inline v0 {

/// `fn(shard&)` returns `task<result<void>>`; it is called once per shard, on that shard. Result:
/// the first failure; it stops the others, which are waited for. Errors: also
/// `errc::unavailable` when a shard has shut down.
template <class F>
    requires std::same_as<std::invoke_result_t<F&, shard&>, task<result<void>>>
[[nodiscard]] task<result<void>> on_each_shard(F fn) {
    runtime& owner = shard::of(this_task::env()).owner();
    co_return co_await with_scope([&](scope& all) -> task<void> {
        for (unsigned i = 0; i < owner.size(); ++i)
            all.spawn("shard", [&fn, &target = owner.at(i)]() -> task<result<void>> {
                co_return co_await call_on(target, [&fn, &target]() -> task<result<void>> {
                    co_return co_await fn(target);
                });
            });
        co_return;
    });
}

}  // namespace weir::inline v0
