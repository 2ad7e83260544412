// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Which coroutines cannot go on, because each waits for another of them.
///
/// First everything that waits for a mutex, for children or for coroutines it awaits counts as
/// stuck. Then whatever waits for something that is not stuck leaves the set, until nothing leaves
/// it any more: in what remains everybody waits for somebody in it, so that there is a cycle.
/// What is not known (who holds a mutex, whether an operation goes on) is taken for not stuck.

#include "diag/tasks/labels.hpp"
#include "diag/tasks/raw_task.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace weir::inline v0::diag::detail {

class stuck_set {
public:
    stuck_set(const raw_tree& tree, labels& names);

    /// One that `task` waits for and that is stuck too, if `task` is stuck.
    [[nodiscard]] std::optional<std::uint32_t> next(std::uint32_t task) const;

    /// The task that holds the mutex that `task` waits for, if it is known and lives.
    [[nodiscard]] std::optional<std::uint32_t> holder_of(std::uint32_t task) const;

    /// The cycles, each once, beginning with the task that was begun first.
    [[nodiscard]] std::vector<std::vector<std::uint32_t>> cycles() const;

private:
    enum class wait : std::uint8_t { other, lock, children, any_awaited, each_awaited };

    [[nodiscard]] static wait kind_of(const raw_task& t, const operation_label& op) noexcept;
    [[nodiscard]] bool stays(std::uint32_t task) const;
    [[nodiscard]] bool children_stuck(std::uint32_t task) const;

    const raw_tree& tree_;
    std::unordered_map<std::uintptr_t, std::uint32_t> by_address_;
    std::vector<std::vector<std::uint32_t>> below_;
    std::vector<wait> waits_;
    std::vector<bool> stuck_;
};

}  // namespace weir::inline v0::diag::detail
