// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/backtrace.hpp>

#include <array>

namespace weir::inline v0 {
namespace {

/// Calls `visit(index, frame)` from the innermost coroutine outwards, at most `max_async_frames`.
template <class Visitor>
void walk(const promise_base& task, Visitor&& visit) {
    const promise_base* innermost = &task;
    while (innermost->awaited() != nullptr) innermost = innermost->awaited();
    std::size_t index = 0;
    for (const promise_base* p = innermost; p != nullptr && index < max_async_frames;
         p = p->parent())
        visit(index++, frame_of(*p));
}

int format_frame(char* line, std::size_t size, std::size_t index, const async_frame& f) noexcept {
    const bool started = f.line != 0;
    return std::snprintf(
        line, size, "#%zu %s (%s:%u)%s%s%s%s%s\n", index, started ? f.function : "(not started)",
        started ? f.file : "?", f.line, f.awaiting != nullptr ? " awaiting " : "",
        f.awaiting != nullptr ? f.awaiting->name : "", f.task != nullptr ? " [task " : "",
        f.task != nullptr ? f.task : "", f.task != nullptr ? "]" : "");
}

}  // namespace

async_frame frame_of(const promise_base& coroutine) noexcept {
    const std::source_location& at = coroutine.suspended_at();
    return {at.function_name(), at.file_name(), at.line(), coroutine.name(), coroutine.awaiting()};
}

std::vector<async_frame> backtrace(const promise_base& task) {
    std::vector<async_frame> frames;
    walk(task, [&](std::size_t, const async_frame& f) { frames.push_back(f); });
    return frames;
}

std::string format_backtrace(const std::vector<async_frame>& frames) {
    std::string text;
    std::array<char, 1024> line;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        format_frame(line.data(), line.size(), i, frames[i]);
        text += line.data();
    }
    return text;
}

void print_backtrace(std::FILE* out, const promise_base& task) noexcept {
    walk(task, [out](std::size_t index, const async_frame& f) {
        std::array<char, 1024> line;
        format_frame(line.data(), line.size(), index, f);
        std::fputs(line.data(), out);
    });
}

}  // namespace weir::inline v0
