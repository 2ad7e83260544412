// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/log.hpp>
#include <weir/coro/failure.hpp>

namespace weir::inline v0 {
namespace {

std::string text_of(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& e) {
        return std::string("exception: ") + e.what();
    } catch (...) {
        return "exception of an unknown type";
    }
}

}  // namespace

std::string describe(const task_failure& failure) {
    std::string line = failure.exception ? text_of(failure.exception)
                                         : failure.code.category().name() + std::string(": ") +
                                               failure.code.message();
    if (failure.task != nullptr) line += std::string(" [task ") + failure.task + "]";
    return line;
}

void detail::report_dropped(const task_failure& failure) noexcept {
    if (failure.exception)
        log(log_level::error, "behind another failure came an " + describe(failure));
}

}  // namespace weir::inline v0
