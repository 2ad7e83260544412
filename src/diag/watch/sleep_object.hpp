// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/watch/thread_files.hpp"

#include <array>
#include <cstdint>

namespace weir::inline v0::diag {

/// What a sleeping thread sleeps on, in words that are only to be had while it sleeps.
struct sleep_object {
    std::array<char, 256> text{};       ///< "read(4: pipe:[17])", "futex 0x55d0"
    std::uint64_t address = 0;          ///< of a futex
    int owner = 0;                      ///< the thread that holds it, 0 if unknown
    std::array<char, 17> owner_name{};  ///< 15 characters and the line's end, as comm has it
};

/// Makes system calls that answer at once, reads memory fault-safely, allocates nothing.
void describe_sleep(const thread_place& place, sleep_object& to) noexcept;

}  // namespace weir::inline v0::diag
