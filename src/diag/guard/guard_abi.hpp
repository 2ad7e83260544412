// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What libweir_guard.so and a program tell each other: C types only, since the shared object may
/// be preloaded into programs that were built elsewhere, and must not depend on Weir's library.
///
/// The program finds the one symbol `weir_guard_api_1` with dlsym; its number changes with this
/// file.

#include <cstddef>
#include <cstdint>

extern "C" {

enum weir_guard_mode : int {
    weir_guard_off,
    weir_guard_count,
    weir_guard_warn,
    weir_guard_raise,
    weir_guard_abort,
};

/// Where a thread is: only calls inside of a step are looked at.
enum weir_guard_place : int { weir_guard_outside, weir_guard_inside, weir_guard_allowed };

inline constexpr unsigned weir_guard_depth = 32;
inline constexpr unsigned weir_guard_slots = 256;

/// A call that blocks, before it is made.
struct weir_guard_call {
    const char* function;
    int descriptor;       ///< -1: it has none
    int may_throw;        ///< whether an exception may leave it
    unsigned slot;        ///< in the table of culprits; `weir_guard_slots`: the table is full
    unsigned depth;       ///< of the stack
    std::uint64_t count;  ///< calls by this culprit so far, this one included
    const void* stack[weir_guard_depth];  ///< return addresses, the caller's first
};

/// What one place in the program did: a function called from one return address.
struct weir_guard_culprit {
    const char* function;
    int descriptor;
    unsigned depth;
    std::uint64_t calls;
    std::uint64_t nanoseconds;
    std::uint64_t longest;
    const void* stack[weir_guard_depth];  ///< of its first call
};

struct weir_guard_totals {
    std::uint64_t blocked;   ///< calls that blocked and were not allowed
    std::uint64_t allowed;   ///< calls that blocked under an allowance
    std::uint64_t unlisted;  ///< of `blocked`, those that found the table full
};

/// The program's side. None of these but `raise` throws; no interposed call made by them is looked
/// at.
struct weir_guard_hooks {
    weir_guard_place (*place)();  ///< asked at each interposed call unless the mode is off
    void (*fired)();              ///< a call blocks that is allowed
    /// Each call in the modes warn, raise and abort; the first one of a culprit in count.
    void (*report)(const weir_guard_call*, weir_guard_mode);
    void (*raise)(const weir_guard_call*);  ///< throws; only for calls that may
};

struct weir_guard_api {
    void (*set_hooks)(const weir_guard_hooks*);
    void (*set_mode)(weir_guard_mode);
    weir_guard_mode (*mode)();
    void (*totals)(weir_guard_totals*);
    /// False: the slot is empty.
    bool (*culprit)(unsigned slot, weir_guard_culprit*);
    void (*reset)();
    /// Turns the guard off (+1) and on again (-1) for the calling thread; nests.
    void (*quiet)(int change);
};

using weir_guard_api_getter = const weir_guard_api* (*)();
}

inline constexpr char weir_guard_getter_name[] = "weir_guard_api_1";
