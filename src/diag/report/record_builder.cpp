// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/record_builder.hpp"

#include "diag/report/checked_text.hpp"
#include "diag/report/culprit.hpp"
#include "diag/report/usual_stack.hpp"

#include <array>
#include <cstdio>

namespace weir::inline v0::diag {
namespace {

// Names of templates may fill pages.
constexpr std::size_t max_culprit = 400;

bool sleeps(stall_cause cause) noexcept {
    return cause == stall_cause::syscall || cause == stall_cause::lock ||
           cause == stall_cause::page_fault;
}

std::string describe_lock(const sleep_object& object) {
    if (object.owner == 0) return object.text.data();
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "mutex 0x%llx owned by thread %d",
                  static_cast<unsigned long long>(object.address), object.owner);
    const std::string name = object.owner_name.data();
    return text.data() + (name.empty() ? name : " (" + name + ")");
}

std::string detail_of(const raw_stall& raw, stall_cause cause, const std::string& through) {
    if (cause == stall_cause::lock) return describe_lock(raw.object);
    if (sleeps(cause)) return raw.object.text.data();
    return through.empty() ? "" : "in " + through;
}

void add_chain(const raw_stall& raw, stall_record& to) {
    for (std::size_t i = 0; i < raw.chain.size; ++i) {
        to.awaiting.push_back(checked_location(raw.chain.frames[i].site));
        if (raw.chain.frames[i].task == nullptr) continue;
        await_line& line = to.awaiting.back();
        line.task = checked_text(raw.chain.frames[i].task);
        if (!to.task.empty()) continue;
        to.task = line.task;
        // A spawned task's own frame waits where it was spawned.
        if (line.line != 0) to.spawned_at = line.file + ":" + std::to_string(line.line);
    }
    if (raw.chain.size == 0 && raw.step_site != nullptr)
        to.awaiting.push_back(checked_location(raw.step_site));
}

duration as_duration(std::uint64_t ns) {
    return duration(static_cast<duration::rep>(ns));
}

void add_facts(const raw_stall& raw, const clock_pair& clocks, stall_record& to) {
    const stall_facts& f = raw.facts;
    to.cause = cause_of(f);
    to.ended = raw.ended_ns != 0;
    to.begun = std::chrono::floor<std::chrono::milliseconds>(clocks.at(raw.begun_ns));
    to.lasted = as_duration((to.ended ? raw.ended_ns : clocks.steady_ns) - raw.begun_ns);
    to.cpu = std::min(as_duration(f.cpu_ns), to.lasted);
    to.runnable = as_duration(f.runnable_ns);
    to.throttled = as_duration(f.throttled_ns);
    to.major_faults = f.major_faults;
}

}  // namespace

stall_record build_record(const raw_stall& raw, std::span<const raw_sample> samples,
                          const clock_pair& clocks, names& symbols) {
    stall_record record;
    record.id = raw.id;
    record.shard = raw.shard;
    record.trace = raw.chain.trace;
    add_facts(raw, clocks, record);
    add_chain(raw, record);
    const std::span slept(raw.stack.data(), raw.stack_size);
    usual_stack usual;
    if (slept.empty() || !sleeps(record.cause)) usual = find_usual_stack(samples, symbols);
    record.stack = usual.lines.empty() ? symbols.of(slept) : std::move(usual.lines);
    const blame b = blame_of(record, usual.shared);
    record.culprit = b.culprit.substr(0, max_culprit);
    record.detail = detail_of(raw, record.cause, b.through);
    return record;
}

}  // namespace weir::inline v0::diag
