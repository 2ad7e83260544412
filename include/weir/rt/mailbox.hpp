// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Messages to a shard: bounded, from any thread, received in order on the owner.
///
///     mailbox<order> orders(1024);                       // on the shard that will receive
///     other.post([&] { orders.try_send(order{7}); });    // any thread; says if it is full
///     order next = co_await ok(orders.receive());        // on the owner
///
/// Services that share nothing talk like this. The bound counts what was sent and not yet received,
/// wherever it is on its way. Messages of one sender arrive in its order.

#include <weir/base/result.hpp>
#include <weir/coro/channel.hpp>
#include <weir/coro/event.hpp>
#include <weir/coro/ok.hpp>
#include <weir/rt/call_on.hpp>
#include <weir/rt/shard.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace weir::inline v0 {

template <class T>
class mailbox {
public:
    /// Owned by the running shard; fatal outside of one. `capacity` is at least 1.
    explicit mailbox(std::size_t capacity)
        : state_(std::make_shared<state>(*shard::this_shard(), capacity)) {}
    mailbox(const mailbox&) = delete;
    mailbox& operator=(const mailbox&) = delete;
    /// Closes. On the owner, or after it ended.
    ~mailbox() {
        close();
        state_->gone = true;
    }

    /// Errors: `errc::queue_full`; `errc::closed` after `close` or when the owner has shut down.
    /// Thread-safe; the mailbox itself must be alive.
    [[nodiscard]] result<void> try_send(T value) {
        if (!state_->reserve()) return fail(errc::queue_full);
        auto letter = std::make_unique<message>(state_, std::move(value));
        if (state_->closed.load() || !state_->owner.post_work(*letter)) {
            state_->release();
            return fail(errc::closed);
        }
        static_cast<void>(letter.release());
        return {};
    }

    /// Waits for room. Completes when the message is on its way. Errors: `errc::closed`;
    /// `errc::canceled` or `timed_out` when stopped, nothing was sent. Thread safety: on any shard.
    [[nodiscard]] task<result<void>> send(T value)
        requires std::copy_constructible<T>
    {
        for (;;) {
            result<void> sent = try_send(value);
            if (sent || sent.error() != errc::queue_full) co_return sent;
            co_await ok(call_on(state_->owner, [s = state_]() -> task<result<void>> {
                co_return co_await s->wait_for_room();
            }));
        }
    }

    /// Completes when a message is there. Errors: `errc::eof` once closed and empty; `canceled` or
    /// `timed_out` when stopped. Thread safety: on the owner.
    [[nodiscard]] task<result<T>> receive() {
        result<T> message = co_await state_->arrived.receive();
        if (message) state_->release();
        if (message) state_->room.set();
        co_return message;
    }

    /// Refuses further messages; what was sent before can still be received. On the owner.
    void close() noexcept {
        state_->closed.store(true);
        state_->arrived.close();
        state_->room.set();
    }

    /// Sent and not yet received. Thread-safe.
    [[nodiscard]] std::size_t size() const noexcept { return state_->waiting.load(); }

private:
    struct state {
        state(shard& s, std::size_t limit) : owner(s), capacity(limit), arrived(limit) {}

        bool reserve() noexcept {
            std::size_t n = waiting.load(std::memory_order_relaxed);
            while (n < capacity)
                if (waiting.compare_exchange_weak(n, n + 1)) return true;
            return false;
        }
        void release() noexcept { waiting.fetch_sub(1); }

        task<result<void>> wait_for_room() {
            if (closed.load()) co_return fail(errc::closed);
            if (waiting.load() < capacity) co_return result<void>();
            room.reset();
            co_return co_await room.wait();
        }

        shard& owner;
        const std::size_t capacity;
        std::atomic<std::size_t> waiting{0};
        std::atomic<bool> closed{false};
        bool gone = false;  // used on the owner only, as is what follows
        channel<T> arrived;
        event room;
    };

    /// A message under way; keeps the state alive, so that it may arrive after the mailbox died.
    struct message : remote_work {
        message(std::shared_ptr<state> s, T&& v)
            : remote_work(&arrive), to(std::move(s)), value(std::move(v)) {}
        static void arrive(remote_work& work) noexcept {
            const std::unique_ptr<message> self(static_cast<message*>(&work));
            // The reservation guarantees room; a closed or abandoned box drops it.
            if (self->to->gone || !self->to->arrived.try_send(std::move(self->value)))
                self->to->release();
        }
        std::shared_ptr<state> to;
        T value;
    };

    std::shared_ptr<state> state_;
};

}  // namespace weir::inline v0
