// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Serves one address on every shard.
///
///     listener l = co_await ok(listener::listen(at, {.reuse_port = true}));
///     co_await ok(accept_on_shards(std::move(l), accept_mode::per_shard, serve));
///
///     task<result<void>> serve(listener& l);    // accepts until stopped; runs on each shard
///
/// `per_shard`: every shard has a listening socket of its own on the same port, and the kernel
/// spreads connections by a hash. Nothing is shared, but a shard that is busy gets its share all
/// the same. It needs `reuse_port`, and TCP.
///
/// `hand_over`: the caller's shard accepts and passes connections on in turn, skipping shards whose
/// queue is full (`pending_limit`). The spread is even, also for few connections and for Unix
/// sockets; each connection pays a trip between threads.

#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/net/listener.hpp>
#include <weir/rt/on_each_shard.hpp>
#include <weir/rt/runtime.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace weir::inline v0 {

enum class accept_mode { per_shard, hand_over };

namespace detail {

/// Passes connections from one shard's listener to listeners without a socket on all shards.
class hand_over {
public:
    hand_over(runtime& owner, const listener& from);

    /// Until `from` is closed, fails, or the caller is stopped.
    [[nodiscard]] task<result<void>> distribute(listener& from);

    /// What `here` accepts from.
    [[nodiscard]] listener listener_on(shard& here) noexcept;

private:
    [[nodiscard]] std::shared_ptr<seat> next_free() noexcept;

    address local_;
    listen_options options_;
    std::vector<std::shared_ptr<seat>> seats_;
    std::size_t next_ = 0;
};

template <class F>
task<result<void>> accept_per_shard(listener& first, F& serve) {
    const shard* const home = shard::this_shard();
    co_return co_await on_each_shard([&](shard& here) -> task<result<void>> {
        if (&here == home) co_return co_await serve(first);
        listener own = co_await ok(listener::listen(first.local_address(), first.options()));
        co_return co_await serve(own);
    });
}

template <class F>
task<result<void>> accept_by_hand_over(listener& first, F& serve) {
    hand_over seats(shard::this_shard()->owner(), first);
    co_return co_await with_scope([&](scope& s) -> task<result<void>> {
        s.spawn("accept",
                [&]() -> task<result<void>> { co_return co_await seats.distribute(first); });
        result<void> served = co_await on_each_shard([&](shard& here) -> task<result<void>> {
            listener own = seats.listener_on(here);
            co_return co_await serve(own);
        });
        s.request_stop();
        co_return served;
    });
}

}  // namespace detail

/// Runs `serve(listener&)`, which returns `task<result<void>>`, on every shard at once, so it must
/// be safe to call from all of them. Completes when all have ended. Result: the first failure,
/// which stops the others. Errors: `errc::bad_argument` for `per_shard` without `reuse_port`.
/// Cancellation: passed on.
template <class F>
[[nodiscard]] task<result<void>> accept_on_shards(listener first, accept_mode mode, F serve) {
    if (mode == accept_mode::hand_over)
        co_return co_await detail::accept_by_hand_over(first, serve);
    if (!first.options().reuse_port) co_return fail(errc::bad_argument);
    co_return co_await detail::accept_per_shard(first, serve);
}

}  // namespace weir::inline v0
