// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One way of stalling a shard, and what the record of it must say.

#include <weir/coro/task.hpp>
#include <weir/diag/stall.hpp>

#include <vector>

namespace stalls {

struct way {
    const char* name;
    weir::diag::stall_cause cause;
    /// Stands in the culprit's name where the program has symbols; several are parted by '|'.
    const char* culprit;
    /// Stands in it where it has none: a coroutine's name is not a symbol. Null if none is to be
    /// had.
    const char* stripped;
    weir::task<void> (*run)();
    /// Stands in the detail; empty for anything.
    const char* detail = "";
};

[[nodiscard]] std::vector<way> cpu_ways();
[[nodiscard]] std::vector<way> library_ways();
[[nodiscard]] std::vector<way> syscall_ways();
[[nodiscard]] std::vector<way> lock_ways();
[[nodiscard]] std::vector<way> kernel_ways();

/// How long each of them stalls.
inline constexpr long stall_ms = 150;

/// At the end of a function: the call before it is then not made by a jump, which would leave no
/// trace of the function on the stack.
[[gnu::always_inline]] inline void not_a_tail_call() {
    asm volatile("");
}

/// CPU time of the calling thread, ms.
[[nodiscard]] long cpu_ms();

/// Whether the thread has used `stall_ms` of CPU since this was made.
class cpu_span {
public:
    [[nodiscard]] bool over() const { return cpu_ms() - begun_ >= stall_ms; }

private:
    long begun_ = cpu_ms();
};

}  // namespace stalls
