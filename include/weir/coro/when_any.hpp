// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Races several operations: the first one to succeed wins, the losers are stopped and waited for.
///
///     auto first = co_await when_any(ask(primary), ask(replica));
///     if (first) use(first->index(), ...);
///
/// Completes when all have ended, the losers by their stop. Result: a variant with the value of
/// the winner at its index; if all failed, the first error (or exception). Cancellation: a stop
/// reaches all of them. A loser may succeed all the same, in the moment of its stop; its value is
/// destroyed. Do not race operations whose values must not be lost, such as two `receive`s.

#include <weir/coro/when_all.hpp>

#include <optional>
#include <utility>
#include <variant>

namespace weir::inline v0 {

namespace detail {

template <class... Ops>
class any_operation : public branches<any_operation<Ops...>, Ops...> {
    using base = branches<any_operation, Ops...>;
    friend base;
    static constexpr op_info info{"when_any", "task"};

public:
    using value_type = std::variant<plain_value_t<result_of<Ops>>...>;
    using base::base;

    result<value_type> take() {
        if (winner_) {
            report_dropped({nullptr, {}, this->exception_});
            return std::move(*winner_);
        }
        if (this->exception_) std::rethrow_exception(this->exception_);
        return fail(this->error_);
    }

private:
    template <class Branch>
    void settle(Branch& b) noexcept {
        if (!this->collect(b) || winner_) return;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (claim<I>(b), ...);
        }(std::index_sequence_for<Ops...>());
        this->stop_->request_stop(stop_reason::sibling);
    }

    template <std::size_t I, class Branch>
    void claim(Branch& b) noexcept {
        if (static_cast<void*>(&b) == static_cast<void*>(&std::get<I>(this->branches_)))
            winner_.emplace(std::in_place_index<I>, std::move(*std::get<I>(this->branches_).value));
    }

    std::optional<value_type> winner_;
};

}  // namespace detail

template <class... Ops>
    requires(operation<Ops> && ...) && (sizeof...(Ops) > 0)
[[nodiscard]] auto when_any(Ops... ops) {
    return detail::any_operation<Ops...>(std::move(ops)...);
}

}  // namespace weir::inline v0
