// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The async backtrace: which coroutine awaits which, with file and line, at any time.
///
/// It walks the chain of promises, so it costs nothing until asked for and needs no debug
/// information. Thread safety: only on the shard of the coroutine, or while that shard stands
/// still.

#include <weir/coro/promise.hpp>

#include <cstddef>
#include <cstdio>
#include <source_location>
#include <string>
#include <vector>

namespace weir::inline v0 {

/// One suspended (or running) coroutine, innermost first.
struct async_frame {
    const char* function;  ///< of the source location, lives forever
    const char* file;
    unsigned line;            ///< 0 before its first await
    const char* task;         ///< the name given to `spawn`, else null
    const op_info* awaiting;  ///< what it waits for, null if nothing yet
};

[[nodiscard]] async_frame frame_of(const promise_base& coroutine) noexcept;

inline constexpr std::size_t max_async_frames = 256;

/// From what `task` awaits in the end (of several branches, the last begun) out to its root.
[[nodiscard]] std::vector<async_frame> backtrace(const promise_base& task);

/// Formats as lines "#0 function (file:line) awaiting tcp.recv [task name]".
[[nodiscard]] std::string format_backtrace(const std::vector<async_frame>& frames);

/// The same without allocating.
void print_backtrace(std::FILE* out, const promise_base& task) noexcept;

}  // namespace weir::inline v0
