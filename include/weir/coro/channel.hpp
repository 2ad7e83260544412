// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A bounded queue of values between tasks of one shard.
///
///     channel<job> jobs(64);
///     s.spawn("producer", [&] -> task<result<void>> {
///         for (job& j : todo) co_await ok(jobs.send(std::move(j)));    // waits while it is full
///         jobs.close();
///         co_return {};
///     });
///     for (;;) {
///         result<job> next = co_await jobs.receive();
///         if (!next) break;                                            // errc::eof: closed, empty
///         run(*next);
///     }
///
/// Values arrive in the order in which they were sent; senders and receivers are served in the
/// order of their arrival. With capacity 0 a send completes when a receiver takes the value. A
/// value is never lost between a sender that succeeded and a receiver: one that was handed a value
/// before it was stopped gets it.
///
/// Closing is explicit, and somebody's task: the last sender's, or the receiver's when it has
/// enough. Who wants it checked sends through `make_sender()`: such a channel knows whether a
/// sender is left, and diagnostics name the receiver that waits although none is.
///
/// Thread safety: a channel belongs to one shard. Lifetime: it outlives its waiters; destroying one
/// that is waited for ends the program with a sentence. Values still in it are destroyed with it.

#include <weir/base/fatal.hpp>
#include <weir/coro/parked.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace weir::inline v0 {

template <class T>
class channel;

namespace detail {

inline constexpr op_info channel_send_info{"channel.send", "sync"};
inline constexpr op_info channel_receive_info{"channel.receive", "sync"};

template <class T>
class channel_send : public parked_operation<channel_send<T>> {
public:
    channel_send(channel<T>& owner, T&& value) noexcept
        : parked_operation<channel_send>(channel_send_info),
          owner_(owner),
          value_(std::move(value)) {}
    channel_send(channel_send&& unstarted) noexcept
        : channel_send(unstarted.owner_, std::move(unstarted.value_)) {}

    result<void> take() noexcept { return this->status(); }

private:
    friend class parked_operation<channel_send>;
    friend class channel<T>;

    bool try_now() noexcept {
        if (owner_.closed_) this->set_error(errc::closed);
        return owner_.closed_ || owner_.accept(value_);
    }
    void enqueue() noexcept { owner_.senders_.push_back(*this); }

    channel<T>& owner_;
    T value_;
};

template <class T>
class channel_receive : public parked_operation<channel_receive<T>> {
public:
    explicit channel_receive(channel<T>& owner) noexcept
        : parked_operation<channel_receive>(channel_receive_info), owner_(owner) {}
    channel_receive(const channel_receive& unstarted) noexcept
        : channel_receive(unstarted.owner_) {}

    result<T> take() noexcept {
        if (!value_) return fail(this->error());
        return std::move(*value_);
    }

private:
    friend class parked_operation<channel_receive>;
    friend class channel<T>;

    bool try_now() noexcept {
        value_ = owner_.try_receive();
        if (!value_ && owner_.closed_) this->set_error(errc::eof);
        return value_ || owner_.closed_;
    }
    void enqueue() noexcept { owner_.receivers_.push_back(*this); }

    channel<T>& owner_;
    std::optional<T> value_;
};

}  // namespace detail

template <class T>
class channel {
    static_assert(std::is_nothrow_move_constructible_v<T>,
                  "a value that throws while it moves could get lost between two tasks");

public:
    /// At most `capacity` values wait in it; room for them is allocated here.
    explicit channel(std::size_t capacity)
        : capacity_(capacity), slots_(std::make_unique<std::optional<T>[]>(capacity)) {}
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;

    /// A way to send that is counted; a copy counts too. Lifetime: the channel outlives it.
    class sender {
    public:
        sender(const sender& other) noexcept : to_(other.to_) { ++to_->counted_senders_; }
        sender& operator=(const sender&) = delete;
        ~sender() { --to_->counted_senders_; }

        /// As `channel::send` and `channel::try_send`.
        [[nodiscard]] detail::channel_send<T> send(T value) noexcept {
            return {*to_, std::move(value)};
        }
        [[nodiscard]] result<void> try_send(T&& value) noexcept {
            return to_->try_send_now(std::move(value));
        }

    private:
        friend class channel;
        explicit sender(channel& to) noexcept : to_(&to) { ++to_->counted_senders_; }
        channel* to_;
    };

    /// The first one makes the channel count: from then on it is sent to through senders alone, and
    /// when the last of them is gone there is no other; anything else is fatal.
    [[nodiscard]] sender make_sender() noexcept {
        require(!senders_gone(), "a channel's last sender was gone when another was made");
        counts_senders_ = true;
        return sender(*this);
    }

    /// Counted senders were made, all are gone, and nobody closed it: who waits for a value then
    /// waits for ever.
    [[nodiscard]] bool senders_gone() const noexcept {
        return counts_senders_ && counted_senders_ == 0 && !closed_;
    }

    ~channel() {
        require(counted_senders_ == 0, "a channel was destroyed before its senders");
        require(senders_.empty() && receivers_.empty(),
                "a channel was destroyed while tasks wait for it");
    }

    /// Completes when the channel, or a receiver, has the value. Errors: `errc::closed`; those of a
    /// stop. On error the value is destroyed with the operation. Cancellation: prompt; a value that
    /// was taken before the stop counts as sent.
    [[nodiscard]] detail::channel_send<T> send(T value) noexcept [[clang::lifetimebound]] {
        require_uncounted();
        return {*this, std::move(value)};
    }

    /// Completes when there is a value. Errors: `errc::eof` once the channel is closed and empty;
    /// those of a stop, which takes no value. Cancellation: prompt; a receiver that was handed a
    /// value before the stop gets it.
    [[nodiscard]] detail::channel_receive<T> receive() noexcept [[clang::lifetimebound]] {
        return detail::channel_receive<T>(*this);
    }

    /// Errors: `errc::queue_full`, `errc::closed`; then `value` is left as it was.
    [[nodiscard]] result<void> try_send(T&& value) noexcept {
        require_uncounted();
        return try_send_now(std::move(value));
    }
    [[nodiscard]] result<void> try_send(const T& value)
        requires std::is_copy_constructible_v<T>
    {
        return try_send(T(value));
    }

    /// The next value, if there is one.
    [[nodiscard]] std::optional<T> try_receive() noexcept {
        std::optional<T> first;
        if (size_ != 0) {
            first = pop();
            if (detail::channel_send<T>* next = senders_.pop_front()) admit(*next);
        } else if (detail::channel_send<T>* direct = senders_.pop_front()) {
            first.emplace(std::move(direct->value_));
            direct->wake();
        }
        return first;
    }

    /// Refuses further values: senders that wait get `errc::closed`, receivers `errc::eof`. Values
    /// that are in the channel can still be received.
    void close() noexcept {
        closed_ = true;
        while (auto* sender = senders_.pop_front()) sender->wake(errc::closed);
        while (auto* receiver = receivers_.pop_front()) receiver->wake(errc::eof);
    }

    [[nodiscard]] bool closed() const noexcept { return closed_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
    friend class detail::channel_send<T>;
    friend class detail::channel_receive<T>;

    void require_uncounted() const noexcept {
        require(!counts_senders_, "a channel with counted senders was sent to without one");
    }

    result<void> try_send_now(T&& value) noexcept {
        if (closed_) return fail(errc::closed);
        if (!accept(value)) return fail(errc::queue_full);
        return {};
    }

    /// Moves the value to a receiver or into a slot; false, and untouched, if there is no room.
    bool accept(T& value) noexcept {
        if (detail::channel_receive<T>* receiver = receivers_.pop_front()) {
            receiver->value_.emplace(std::move(value));
            receiver->wake();
            return true;
        }
        if (size_ == capacity_) return false;
        push(std::move(value));
        return true;
    }

    void admit(detail::channel_send<T>& sender) noexcept {
        push(std::move(sender.value_));
        sender.wake();
    }

    void push(T&& value) noexcept {
        const std::size_t last =
            first_ + size_ < capacity_ ? first_ + size_ : first_ + size_ - capacity_;
        slots_[last].emplace(std::move(value));
        ++size_;
    }

    T pop() noexcept {
        std::optional<T>& slot = slots_[first_];
        T value = std::move(*slot);
        slot.reset();
        first_ = first_ + 1 == capacity_ ? 0 : first_ + 1;
        --size_;
        return value;
    }

    std::size_t capacity_;
    std::size_t size_ = 0;
    std::size_t first_ = 0;
    bool closed_ = false;
    bool counts_senders_ = false;
    std::size_t counted_senders_ = 0;
    std::unique_ptr<std::optional<T>[]> slots_;
    intrusive_list<detail::channel_send<T>> senders_;
    intrusive_list<detail::channel_receive<T>> receivers_;
};

}  // namespace weir::inline v0
