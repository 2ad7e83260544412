// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A callable that returns a task, of any type: what an API stores a handler in.
///
///     async_function<result<int>(std::string_view)> parse = [](std::string_view text)
///         -> task<result<int>> { ... };
///     int n = co_await ok(parse("7"));
///
/// `std::function` cannot hold such a callable: `task` is marked with clang's `coro_return_type`,
/// and the library's own call wrappers are no coroutines (docs/design/0003-task-attributes.md).
///
/// Move-only. Callables of up to three pointers that move without throwing are stored in place,
/// others on the heap. Calling an empty one is fatal. Lifetime: it outlives the tasks it returned,
/// because they may use what the callable captured. Thread safety: that of the callable.

#include <weir/base/fatal.hpp>
#include <weir/coro/task.hpp>

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
    template <class F>
    static constexpr bool fits = std::is_same_v<task<R>, std::invoke_result_t<F&, Args...>> &&
                                 !std::is_same_v<std::remove_cvref_t<F>, async_function>;

public:
    async_function() noexcept = default;

    template <class F>
        requires fits<std::decay_t<F>>
    async_function(F&& fn) {  // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-*)
        emplace<std::decay_t<F>>(std::forward<F>(fn));
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

    [[clang::coro_wrapper]] task<R> operator()(Args... args) {
        require(table_ != nullptr, "an empty async_function was called");
        return table_->call(place_, std::forward<Args>(args)...);
    }

private:
    struct table {
        task<R> (*call)(void* place, Args... args);
        void (*move)(void* from, void* to) noexcept;
        void (*destroy)(void* place) noexcept;
    };

    static constexpr std::size_t room = 3 * sizeof(void*);

    template <class F>
    static constexpr bool in_place = sizeof(F) <= room && alignof(F) <= alignof(void*) &&
                                     std::is_nothrow_move_constructible_v<F>;

    /// How to treat an F that lies in the place itself, or behind a pointer that does.
    template <class F>
    struct stored {
        static F& at(void* place) noexcept {
            if constexpr (in_place<F>)
                return *std::launder(static_cast<F*>(place));
            else
                return **static_cast<F**>(place);
        }
        [[clang::coro_wrapper]] static task<R> call(void* place, Args... args) {
            return at(place)(std::forward<Args>(args)...);
        }
        static void move(void* from, void* to) noexcept {
            if constexpr (in_place<F>) {
                ::new (to) F(std::move(at(from)));
                at(from).~F();
            } else {
                ::new (to) F*(&at(from));
            }
        }
        static void destroy(void* place) noexcept {
            if constexpr (in_place<F>)
                at(place).~F();
            else
                delete &at(place);
        }
        static constexpr table functions{&call, &move, &destroy};
    };

    template <class F, class Source>
    void emplace(Source&& fn) {
        if constexpr (in_place<F>)
            ::new (static_cast<void*>(place_)) F(std::forward<Source>(fn));
        else
            ::new (static_cast<void*>(place_)) F*(new F(std::forward<Source>(fn)));
        table_ = &stored<F>::functions;
    }

    void take(async_function& other) noexcept {
        table_ = std::exchange(other.table_, nullptr);
        if (table_ != nullptr) table_->move(other.place_, place_);
    }

    void reset() noexcept {
        if (table_ != nullptr) std::exchange(table_, nullptr)->destroy(place_);
    }

    alignas(void*) std::byte place_[room];
    const table* table_ = nullptr;
};

}  // namespace weir::inline v0
