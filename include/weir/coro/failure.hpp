// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How a task failed, for those who own several tasks: scopes, `when_all`, `when_any`, `each`.
///
/// The first failure is returned or rethrown. Later error codes only count, since most of them are
/// consequences of the first; a later exception is logged as an error, because it says that
/// something is wrong and nobody else would hear of it.

#include <weir/base/result.hpp>

#include <exception>
#include <string>
#include <system_error>
#include <utility>

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

/// Keeps the first failure of several steps.
class first_failure {
public:
    void add(std::error_code code) noexcept { add({nullptr, code, nullptr}); }
    void add(std::exception_ptr exception) noexcept { add({nullptr, {}, std::move(exception)}); }

    /// Returns or rethrows it.
    [[nodiscard]] result<void> settle() {
        if (first_.exception) std::rethrow_exception(std::move(first_.exception));
        if (first_.code) return fail(first_.code);
        return {};
    }

private:
    void add(task_failure failure) noexcept {
        if (first_.code || first_.exception)
            report_dropped(failure);
        else
            first_ = std::move(failure);
    }

    task_failure first_;
};

}  // namespace detail

}  // namespace weir::inline v0
