// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/task_filter.hpp"
#include "diag/tasks/words.hpp"

#include <weir/diag/tasks.hpp>

namespace weir::inline v0::diag {
namespace {

std::string headline(const shard_tasks& s) {
    std::string text = "shard " + std::to_string(s.shard) + ": " + std::to_string(s.tasks.size()) +
                       " coroutines, " + std::to_string(s.timers) + " timers";
    if (s.from_outside) text += "; it does not answer, and was read from outside";
    if (s.moving) text += " while it moved: parts may be wrong";
    if (!s.complete && !s.moving) text += "; cut off";
    return text + "\n";
}

std::string line_of(const task_entry& t) {
    std::string text(2 * std::size_t{t.depth} + 2, ' ');
    if (!t.name.empty()) text += t.name + ": ";
    text += t.line == 0 ? "(not started)"
                        : t.function + " (" + t.file + ":" + std::to_string(t.line) + ")";
    if (t.running) {
        text += " running";
    } else if (!t.awaits.empty()) {
        text += " awaiting " + t.awaits;
        if (t.object != 0) text += " of " + detail::hex(t.object);
        text += " for " + detail::duration_words(t.waiting);
    }
    if (!t.spawned_at.empty()) text += ", spawned at " + t.spawned_at;
    if (t.age) text += ", " + detail::duration_words(*t.age) + " old";
    if (t.deadline_in)
        text += *t.deadline_in < duration::zero()
                    ? ", deadline passed " + detail::duration_words(-*t.deadline_in) + " ago"
                    : ", deadline in " + detail::duration_words(*t.deadline_in);
    return text + "\n";
}

}  // namespace

std::string tasks_text(std::size_t limit, std::string_view filter) {
    std::string text;
    for (const shard_tasks& s : tasks_snapshot(limit)) {
        text += headline(s);
        for (const leak_verdict& v : s.verdicts)
            text += std::string("  LEAK (") + to_string(v.kind) + "): " + v.sentence + "\n";
        const std::vector<bool> shown = detail::matching_tasks(s.tasks, filter);
        for (std::size_t i = 0; i < s.tasks.size(); ++i)
            if (shown[i]) text += line_of(s.tasks[i]);
    }
    return text;
}

}  // namespace weir::inline v0::diag
