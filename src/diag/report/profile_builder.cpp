// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/profile_builder.hpp"

#include "diag/report/culprit.hpp"

#include <unistd.h>

#include <algorithm>

namespace weir::inline v0::diag {
namespace {

time_point steady(std::uint64_t ns) {
    return time_point(duration(static_cast<duration::rep>(ns)));
}

duration duration_of(std::uint64_t ns) {
    return duration(static_cast<duration::rep>(ns));
}

profile_about about(const clock_pair& clocks) {
    std::array<char, 4096> path{};
    const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size() - 1);
    return {.program = std::string(path.data(), size > 0 ? static_cast<std::size_t>(size) : 0),
            .process_id = getpid(),
            .steady = steady(clocks.steady_ns),
            .wall = clocks.wall};
}

const archived_stall* stall_at(const std::vector<archived_stall>& stalls, std::uint64_t at_ns) {
    for (const archived_stall& s : stalls)
        if (s.begun_ns <= at_ns && (s.ended_ns == 0 || at_ns <= s.ended_ns)) return &s;
    return nullptr;
}

std::string one_line(const await_line& a) {
    std::string text = a.function.empty() ? "(not started)" : a.function;
    if (a.line != 0) text += " (" + a.file + ":" + std::to_string(a.line) + ")";
    return a.task.empty() ? text : text + " [task " + a.task + "]";
}

profile_stall interval_of(std::uint32_t track, const archived_stall& s, std::uint64_t now_ns) {
    const stall_record& r = s.record;
    profile_stall made;
    made.track = track;
    made.begin = steady(s.begun_ns);
    made.end = steady(s.ended_ns != 0 ? s.ended_ns : now_ns);
    made.cause = to_string(r.cause) + (r.detail.empty() ? "" : ": " + r.detail);
    made.culprit = r.culprit;
    for (const await_line& a : r.awaiting) made.await_chain.push_back(one_line(a));
    made.properties = {{"cpu ms", std::to_string(r.cpu.count() / 1'000'000)},
                       {"runnable ms", std::to_string(r.runnable.count() / 1'000'000)},
                       {"task", r.task}};
    return made;
}

}  // namespace

profile_builder::profile_builder(const clock_pair& clocks, names& symbols)
    : now_ns_(clocks.steady_ns), symbols_(symbols), profile_(about(clocks)) {}

// Outermost first: the coroutines that wait, then the native calls.
std::uint32_t profile_builder::stack_of(const raw_sample& sample, const archived_stall* stall) {
    const std::vector<stack_line> lines = symbols_.of(native_frames(sample));
    std::vector<profile_frame> stack;
    if (stall != nullptr)
        for (auto a = stall->record.awaiting.rbegin(); a != stall->record.awaiting.rend(); ++a)
            stack.push_back({.function = a->function.empty() ? std::string_view("(not started)")
                                                             : std::string_view(a->function),
                             .file = a->file,
                             .line = a->line,
                             .kind = frame_kind::async});
    std::vector<std::string> addresses;  // names of what has none; keeps them alive
    addresses.reserve(lines.size());
    for (auto f = lines.rbegin(); f != lines.rend(); ++f) {
        std::string_view function = f->function;
        if (function.empty())
            function = addresses.emplace_back(f->module + "+" + std::to_string(f->address));
        stack.push_back({.function = function,
                         .file = f->file,
                         .line = f->line,
                         .kind = frame_kind::native,
                         .inlined = f->inlined,
                         .doubtful = f->doubtful});
    }
    return profile_.intern(stack);
}

void profile_builder::add_shard(unsigned index, int thread_id, std::span<const raw_sample> samples,
                                const std::vector<archived_stall>& stalls) {
    const std::uint32_t track = profile_.add_track("shard " + std::to_string(index), thread_id);
    for (const raw_sample& s : samples)
        profile_.add_sample({.track = track,
                             .stack = stack_of(s, stall_at(stalls, s.at_ns)),
                             .at = steady(s.at_ns),
                             .wall = duration_of(s.wall_ns),
                             .cpu = duration_of(s.cpu_ns)});
    for (const archived_stall& s : stalls) profile_.add_stall(interval_of(track, s, now_ns_));
}

}  // namespace weir::inline v0::diag
