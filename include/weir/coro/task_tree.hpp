// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything that lives below a scope: its tasks, what each awaits, the scopes these own, and so
/// on down to the leaves. The backtrace shows one task outwards; this shows all of them inwards.
///
///     std::fputs(format_task_tree(shard.root_scope()).c_str(), stderr);
///
/// It walks links that exist anyway, so it costs nothing until asked for. Thread safety: only on
/// the shard of the scope, or while that shard stands still.

#include <weir/coro/backtrace.hpp>
#include <weir/coro/scope.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace weir::inline v0 {

/// One coroutine of the tree.
struct task_tree_entry {
    unsigned depth;     ///< 0 for the children of the scope itself
    async_frame frame;  ///< where it is suspended, and for what
};

/// Of a larger tree, the first `limit` coroutines.
[[nodiscard]] std::vector<task_tree_entry> task_tree(const scope& root, std::size_t limit = 10'000);

/// One line a coroutine, indented by depth: "worker: function (file:line) awaiting tcp.recv".
[[nodiscard]] std::string format_task_tree(const scope& root, std::size_t limit = 10'000);

}  // namespace weir::inline v0
