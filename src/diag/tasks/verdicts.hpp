// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/tasks/labels.hpp"
#include "diag/tasks/raw_task.hpp"

#include <weir/diag/tasks.hpp>

#include <vector>

namespace weir::inline v0::diag::detail {

/// What can be proven about a complete tree; `entries` are its tasks.
[[nodiscard]] std::vector<leak_verdict> verdicts_of(const raw_tree& tree,
                                                    const std::vector<task_entry>& entries,
                                                    labels& names);

}  // namespace weir::inline v0::diag::detail
