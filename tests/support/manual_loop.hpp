// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A loop whose time stands still until the test moves it. No thread, no I/O.
///
///     manual_loop loop;
///     int value = loop.run(answer());          // runs a task to its end, time jumps as needed
///     auto pending = loop.start(wait_forever());
///     loop.advance(5s);

#include <weir/coro/loop_context.hpp>
#include <weir/coro/scope.hpp>
#include <weir/coro/task.hpp>

#include <memory>
#include <stdexcept>
#include <utility>

namespace weir::test {

class manual_loop : public loop_context {
public:
    manual_loop() noexcept : loop_context(time_point(duration(1'000'000'000)), 1) {}

    /// Runs ready steps until none is left; returns how many. At most `limit`.
    std::size_t run_ready(std::size_t limit = SIZE_MAX);

    /// Moves time forward and runs what became due, timer by timer.
    void advance(duration by);

    /// Moves time to the next timer; false if there is none.
    bool advance_to_next();

    void stop(stop_reason reason = stop_reason::requested) { root_stop().request_stop(reason); }

    /// An operation that was started at the loop's root.
    template <class Op>
    class started : waiter {
    public:
        started(manual_loop& loop, Op op) : waiter(&on_complete), loop_(loop), op_(std::move(op)) {
            enter here(loop_);
            if (op_.ready(loop_.root())) {
                done_ = true;
            } else if (waiter* next = op_.start(loop_.root(), nullptr, *this)) {
                loop_.schedule(*next);
            }
        }
        [[nodiscard]] bool done() const noexcept { return done_; }
        decltype(auto) take() {
            if (!done_) throw std::logic_error("not done: it would wait forever");
            return op_.take();
        }

    private:
        static std::coroutine_handle<> on_complete(waiter* w) noexcept {
            static_cast<started*>(w)->done_ = true;
            return std::noop_coroutine();
        }
        manual_loop& loop_;
        Op op_;
        bool done_ = false;
    };

    template <class Op>
    [[nodiscard]] std::unique_ptr<started<Op>> start(Op op) {
        auto s = std::make_unique<started<Op>>(*this, std::move(op));
        run_ready();
        return s;
    }

    /// Runs the operation to its end, jumping from timer to timer.
    template <class Op>
    decltype(auto) run(Op op) {
        auto s = start(std::move(op));
        while (!s->done() && advance_to_next()) {
        }
        return s->take();
    }
};

/// Operations that share a stop of their own.
class stop_switch {
public:
    explicit stop_switch(manual_loop& loop) : loop_(loop), env_(loop.root()) {
        env_.stop = source_.token();
    }

    template <class Op>
    [[nodiscard]] auto start(Op op) {
        return loop_.start(detail::in_environment(env_, std::move(op)));
    }

    /// Requests the stop without running anything.
    void request(stop_reason reason = stop_reason::requested) { source_.request_stop(reason); }

    void stop(stop_reason reason = stop_reason::requested) {
        request(reason);
        loop_.run_ready();
    }

private:
    manual_loop& loop_;
    stop_source source_;
    environment env_;
};

}  // namespace weir::test
