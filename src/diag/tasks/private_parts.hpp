// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Links of the runtime's objects that only their own classes follow. Observability points down:
/// the layers below name no diagnostics as their friend, so these are opened from here, by explicit
/// instantiation. The arguments are copies; the results are addresses in the original's memory.

#include "diag/tasks/memory.hpp"

#include <weir/coro/promise.hpp>
#include <weir/coro/scope.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/shard.hpp>

#include <cstddef>
#include <cstdint>

namespace weir::inline v0::diag::detail {

[[nodiscard]] std::uintptr_t environment_of(const promise_base& copy) noexcept;
/// The next of the coroutines that its parent awaits.
[[nodiscard]] std::uintptr_t next_awaited(const promise_base& copy) noexcept;

/// Where the list of a scope's children begins and ends, for the scope at `address`.
[[nodiscard]] std::uintptr_t children_end(std::uintptr_t address, const scope& copy) noexcept;
[[nodiscard]] std::uintptr_t first_child(const scope& copy) noexcept;
/// The element after this one; zero if it is in no list.
[[nodiscard]] std::uintptr_t next_in_list(const list_hook& copy) noexcept;

/// Where a list of handles begins and ends, and the entry that has a hook.
[[nodiscard]] std::uintptr_t entries_end(const handle_list& list) noexcept;
[[nodiscard]] std::uintptr_t entry_of_hook(std::uintptr_t hook) noexcept;

[[nodiscard]] std::uintptr_t owner_of(const scope& copy) noexcept;
/// The promise of the spawned task that has a hook, and the task of a promise.
[[nodiscard]] std::uintptr_t promise_of_hook(std::uintptr_t hook) noexcept;
[[nodiscard]] std::uintptr_t child_of_promise(std::uintptr_t promise) noexcept;

/// Where the lists of a shard's timers begin and end, `timer_list_count` of them.
inline constexpr std::size_t timer_list_count = 512;
[[nodiscard]] std::uintptr_t timer_list_end(shard& of, std::size_t list) noexcept;
/// The function of the timer that has a hook.
[[nodiscard]] std::uintptr_t timer_function(const memory& from, std::uintptr_t hook) noexcept;
[[nodiscard]] std::size_t pending_timers(const memory& from, shard& of) noexcept;

}  // namespace weir::inline v0::diag::detail
