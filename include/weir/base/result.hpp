// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The result of an operation: a value or an error code, never both, never silence.
///
/// I/O returns `result<T>`; nothing below the edges of a program throws. Inside a coroutine that
/// itself returns a result, `T v = co_await ok(op)` unwraps or returns the error to the caller
/// (weir/coro/ok.hpp). At the edges, `.value()` throws.

#include <weir/base/error.hpp>

#include <expected>
#include <type_traits>

namespace weir::inline v0 {

template <class T, class E = std::error_code>
using result = std::expected<T, E>;

using std::unexpected;

/// `return fail(errc::eof)` in a function that returns a result.
[[nodiscard]] inline std::unexpected<std::error_code> fail(std::error_code code) noexcept {
    return std::unexpected<std::error_code>(code);
}

/// The error of a failed system call: `fail_errno(errno)`.
[[nodiscard]] inline std::unexpected<std::error_code> fail_errno(int number) noexcept {
    return fail(std::error_code(number, std::system_category()));
}

template <class T>
inline constexpr bool is_result = false;
template <class T, class E>
inline constexpr bool is_result<std::expected<T, E>> = true;

/// A result of T; T itself where it is a result already.
template <class T>
using as_result = std::conditional_t<is_result<T>, T, result<T>>;

}  // namespace weir::inline v0
