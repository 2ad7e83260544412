// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How a task failed, for those who own several tasks: scopes, `when_all`, `when_any`, `each`.
///
/// The first failure is returned or rethrown. Later error codes only count, since most of them are
/// consequences of the first; a later exception is logged as an error, because it says that
/// something is wrong and nobody else would hear of it.

#include <exception>
#include <string>
#include <system_error>

namespace weir::inline v0 {

/// An error code, or an exception (then `code` is empty).
struct task_failure {
    const char* task = nullptr;  ///< its name, null if it has none
    std::error_code code;
    std::exception_ptr exception;
};

/// One line: what failed, in which task.
[[nodiscard]] std::string describe(const task_failure& failure);

namespace detail {

/// Logs the exception of a failure that came after another one; does nothing for an error code.
void report_dropped(const task_failure& failure) noexcept;

}  // namespace detail

}  // namespace weir::inline v0
