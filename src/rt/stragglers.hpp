// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What is still there when a shard should have ended, in words.

#include <weir/base/time.hpp>
#include <weir/coro/scope.hpp>
#include <weir/rt/handle.hpp>

#include <string>

namespace weir::inline v0::detail {

/// Who it is, the async backtrace, and how long the innermost coroutine has waited.
[[nodiscard]] std::string describe_straggler(const child_promise& task, time_point now);

/// A line for each open handle, the first `limit` of them; empty if none is open.
[[nodiscard]] std::string describe_open_handles(const handle_list& handles, time_point now,
                                                std::size_t limit = 20);

}  // namespace weir::inline v0::detail
