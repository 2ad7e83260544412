// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/task_filter.hpp"

namespace weir::inline v0::diag::detail {
namespace {

bool matches(const task_entry& t, std::string_view filter) {
    for (const std::string* text : {&t.name, &t.spawned_at, &t.function, &t.file, &t.awaits})
        if (text->find(filter) != std::string::npos) return true;
    return false;
}

}  // namespace

std::vector<bool> matching_tasks(const std::vector<task_entry>& tasks, std::string_view filter) {
    std::vector<bool> shown(tasks.size(), filter.empty());
    if (filter.empty()) return shown;
    for (std::size_t i = tasks.size(); i-- != 0;) {
        if (!shown[i] && !matches(tasks[i], filter)) continue;
        shown[i] = true;
        if (tasks[i].parent != task_entry::no_parent) shown[tasks[i].parent] = true;
    }
    return shown;
}

}  // namespace weir::inline v0::diag::detail
