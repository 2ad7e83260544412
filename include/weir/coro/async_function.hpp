// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A callable that returns a task, of any type: how interfaces store handlers.
///
///     class server {
///         void handle(async_function<response(request&)> handler);
///     };
///     s.handle([&db](request& r) -> task<response> { co_return co_await lookup(db, r); });
///     response answer = co_await handler(r);
///
/// `std::function` cannot do this: a function that returns a task without being a coroutine must
/// say so (`[[clang::coro_wrapper]]`), and the standard library's do not. Moves, does not copy;
/// small callables are stored inside, without an allocation.
///
/// Lifetime: the function outlives the tasks it returned, since a coroutine lambda finds its
/// captures there. Arguments taken by value are kept until the task ends, even if the callable
/// takes them by reference; that costs a coroutine frame, so prefer references on hot paths. Thread
/// safety: as the callable.

#include <weir/base/fatal.hpp>
#include <weir/coro/task.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace weir::inline v0 {

template <class Signature>
class async_function;

template <class R, class... Args>
class async_function<R(Args...)> {
public:
    /// Empty: must not be called.
    async_function() noexcept = default;

    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, async_function>) &&
                std::same_as<std::invoke_result_t<std::decay_t<F>&, Args...>, task<R>>
    async_function(F&& callable)  // NOLINT(google-explicit-constructor): as std::function
        : table_(&table_of<std::decay_t<F>>) {
        using target = std::decay_t<F>;
        if constexpr (fits<target>)
            ::new (storage_) target(std::forward<F>(callable));
        else
            ::new (storage_) target*(new target(std::forward<F>(callable)));
    }

    async_function(async_function&& other) noexcept { take(other); }
    async_function& operator=(async_function&& other) noexcept {
        if (this != &other) {
            reset();
            take(other);
        }
        return *this;
    }
    ~async_function() { reset(); }

    [[nodiscard]] explicit operator bool() const noexcept { return table_ != nullptr; }

    /// Calls the callable; like `std::function`, it may change its own state through a const
    /// function. Fatal when empty.
    [[clang::coro_wrapper]] task<R> operator()(Args... args) const {
        require(table_ != nullptr, "called an empty async_function");
        return table_->call(storage_, std::forward<Args>(args)...);
    }

private:
    static constexpr std::size_t capacity = 4 * sizeof(void*);

    template <class F>
    static constexpr bool fits = sizeof(F) <= capacity && alignof(F) <= alignof(std::max_align_t) &&
                                 std::is_nothrow_move_constructible_v<F>;

    struct table {
        task<R> (*call)(std::byte*, Args&&...);
        void (*relocate)(std::byte* to, std::byte* from) noexcept;
        void (*destroy)(std::byte*) noexcept;
    };

    template <class F>
    static F& target_in(std::byte* storage) noexcept {
        if constexpr (fits<F>)
            return *std::launder(reinterpret_cast<F*>(storage));
        else
            return **std::launder(reinterpret_cast<F**>(storage));
    }

    /// Keeps the arguments in its frame.
    template <class F>
    static task<R> call_and_keep(F& target, Args... args) {
        co_return co_await target(std::forward<Args>(args)...);
    }

    template <class F>
    [[clang::coro_wrapper]] static task<R> call(std::byte* storage, Args&&... args) {
        if constexpr ((std::is_reference_v<Args> && ...))
            return target_in<F>(storage)(std::forward<Args>(args)...);
        else
            return call_and_keep(target_in<F>(storage), std::forward<Args>(args)...);
    }

    template <class F>
    static void relocate(std::byte* to, std::byte* from) noexcept {
        if constexpr (fits<F>) {
            ::new (to) F(std::move(target_in<F>(from)));
            target_in<F>(from).~F();
        } else {
            ::new (to) F*(&target_in<F>(from));
        }
    }

    template <class F>
    static void destroy(std::byte* storage) noexcept {
        if constexpr (fits<F>)
            target_in<F>(storage).~F();
        else
            delete &target_in<F>(storage);
    }

    template <class F>
    static constexpr table table_of{&call<F>, &relocate<F>, &destroy<F>};

    void take(async_function& other) noexcept {
        if (other.table_ == nullptr) return;
        table_ = std::exchange(other.table_, nullptr);
        table_->relocate(storage_, other.storage_);
    }

    void reset() noexcept {
        if (table_ != nullptr) std::exchange(table_, nullptr)->destroy(storage_);
    }

    const table* table_ = nullptr;
    alignas(std::max_align_t) mutable std::byte storage_[capacity];
};

}  // namespace weir::inline v0
