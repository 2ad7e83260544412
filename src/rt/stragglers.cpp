// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/stragglers.hpp"

#include <weir/coro/backtrace.hpp>

#include <chrono>

namespace weir::inline v0::detail {
namespace {

std::string seconds(duration d) {
    const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(d).count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

std::string place(const std::source_location& at) {
    if (at.line() == 0) return "an unknown place";
    return std::string(at.file_name()) + ":" + std::to_string(at.line());
}

}  // namespace

std::string describe_straggler(const child_promise& task, time_point now) {
    const promise_base* innermost = &task;
    while (innermost->awaited() != nullptr) innermost = innermost->awaited();
    std::string text = "task '" + std::string(task.name()) + "', spawned at " +
                       place(task.spawn_site()) + " " + seconds(now - task.born()) + " ago";
    if (const op_info* awaiting = innermost->awaiting())
        text += ", awaits " + std::string(awaiting->name) + " for " +
                seconds(now - innermost->awaiting_since());
    return text + "\n" + format_backtrace(backtrace(task));
}

std::string describe_open_handles(const handle_list& handles, time_point now, std::size_t limit) {
    std::string text;
    std::size_t count = 0;
    handles.for_each([&](const handle_entry& e) {
        if (++count > limit) return;
        text += std::string(to_string(e.kind())) + " " + std::to_string(e.fd()) + ", made at " +
                place(e.made_at());
        if (e.task() != nullptr) text += std::string(" by task '") + e.task() + "'";
        text += " " + seconds(now - e.born()) + " ago\n";
    });
    if (count > limit) text += "and " + std::to_string(count - limit) + " more\n";
    return text;
}

}  // namespace weir::inline v0::detail
