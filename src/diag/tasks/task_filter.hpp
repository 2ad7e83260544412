// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/tasks.hpp>

#include <string_view>
#include <vector>

namespace weir::inline v0::diag::detail {

/// Which tasks to show: those that contain the text, and their ancestors; all without one.
[[nodiscard]] std::vector<bool> matching_tasks(const std::vector<task_entry>& tasks,
                                               std::string_view filter);

}  // namespace weir::inline v0::diag::detail
