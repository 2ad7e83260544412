// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The native stack of another thread, found without its help: no signal is sent to it, so nothing
/// it sleeps in is interrupted.
///
///     unwinder u;  // at start: reads the tables
///     std::array<native_frame, 128> frames;
///     const auto n = u.unwind_blocked(pc, sp, stack_top, frames);
///
/// The pc and sp of a sleeping thread stand in /proc/self/task/TID/syscall.
///
/// The model: the stack is copied and walked by the compilers' unwind tables (.eh_frame), as a
/// debugger does it. Where a table wants a register that is not known, mostly the frame pointer of
/// the caller of a libc function, it is worked out of the function's prologue and checked against
/// the record it leads to; failing that the copy is searched for a frame record, and what was found
/// so is marked `doubtful` unless the call before it goes to the function it was found for and the
/// chain from there is consistent up to the thread's first frame. Whatever the memory holds, it
/// ends and never faults; if the thread ran meanwhile the result is nonsense, so look again
/// afterwards whether it still sleeps where it slept.
///
/// On x86-64 Linux only. Other machines get the first frame alone from this class, and may use
/// `walk_frame_pointers`.
///
/// Thread rule: one thread at a time. The unwinding functions allocate nothing and take no lock, so
/// the thread looked at may hold any; the constructor and `refresh` are not such.

#include "diag/native/module_table.hpp"
#include "diag/native/native_frame.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace weir::inline v0::diag {

/// What a sample knows of a running thread; `bp` is the frame pointer's register.
struct registers {
    std::uintptr_t pc = 0;
    std::uintptr_t sp = 0;
    std::uintptr_t bp = 0;
};

class unwinder {
public:
    /// Of a stack no more is looked at.
    static constexpr std::size_t max_stack_bytes = std::size_t{1} << 20U;

    unwinder();
    unwinder(const unwinder&) = delete;
    unwinder& operator=(const unwinder&) = delete;
    ~unwinder();

    /// The stack of a thread that sleeps in the kernel at (pc, sp), innermost first, the other
    /// registers unknown. Copies from `sp` as much as is needed, up to `stack_top`, the end of the
    /// thread's stack; 0 if that is not known. Returns how many of `out` were written.
    [[nodiscard]] std::size_t unwind_blocked(std::uintptr_t pc, std::uintptr_t sp,
                                             std::uintptr_t stack_top,
                                             std::span<native_frame> out) noexcept;

    /// The stack of a sample, of which `stack` are the bytes from `sp` upwards. Where the copy
    /// ends, the result ends.
    [[nodiscard]] std::size_t unwind_sample(const registers& at, std::span<const std::byte> stack,
                                            std::span<native_frame> out) noexcept;

    /// Whether code is known at `pc`; if not, `refresh` may help.
    [[nodiscard]] bool knows(std::uintptr_t pc) const noexcept;
    /// Reads the modules again, after a dlopen. Opens a file and allocates.
    void refresh();
    [[nodiscard]] const module_table& modules() const noexcept { return modules_; }

private:
    module_table modules_;
    std::unique_ptr<std::byte[]> copy_;  // of the stack; its pages come when first touched
};

}  // namespace weir::inline v0::diag
