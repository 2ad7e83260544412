// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Reads this process's memory so that a bad address is an error, not a crash, through
/// process_vm_readv on the own process: that needs no permission. ThreadSanitizer does not see it,
/// so the stack of a thread that sleeps can be copied. Costs about half a microsecond and a copy;
/// takes no lock, allocates nothing, and is async-signal-safe. Where a filter forbids that call,
/// /proc/self/mem is read instead, at about ten times the price. Either waits while the kernel
/// changes the address space for another thread (a long munmap, for example).

#include <cstddef>
#include <cstdint>

namespace weir::inline v0::diag {

/// Bytes read; fewer than `size` where the memory ends, 0 for a bad address.
[[nodiscard]] std::size_t read_own_memory(std::uintptr_t from, void* to, std::size_t size) noexcept;

/// The second way, by itself.
[[nodiscard]] std::size_t read_own_memory_file(std::uintptr_t from, void* to,
                                               std::size_t size) noexcept;

/// Reads one trivially copyable `to` whole, or returns false.
template <class T>
[[nodiscard]] bool read_own(std::uintptr_t from, T& to) noexcept {
    return read_own_memory(from, &to, sizeof to) == sizeof to;
}

}  // namespace weir::inline v0::diag
