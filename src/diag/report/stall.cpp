// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/stall.hpp>

#include <array>
#include <cstdio>

namespace weir::inline v0::diag {
namespace {

double in_milliseconds(duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
}

std::string place(const std::string& file, unsigned line) {
    return line != 0 ? " (" + file + ":" + std::to_string(line) + ")" : std::string();
}

std::string native_name(const stack_line& frame) {
    if (!frame.function.empty()) return frame.function;
    std::array<char, 32> address{};
    std::snprintf(address.data(), address.size(), "+0x%llx",
                  static_cast<unsigned long long>(frame.address));
    return frame.module + address.data() +
           (frame.build_id.empty() ? "" : " build-id " + frame.build_id);
}

std::string first_sentence(const stall_record& r) {
    std::array<char, 64> times{};
    std::snprintf(times.data(), times.size(), "%s %.1f ms (%.1f ms of CPU)",
                  r.ended ? "stood still for" : "has stood still for", in_milliseconds(r.lasted),
                  in_milliseconds(r.cpu));
    return "shard " + std::to_string(r.shard) + " " + times.data() + " in " + r.culprit + ": " +
           to_string(r.cause) + (r.detail.empty() ? "" : ", " + r.detail) + "\n";
}

}  // namespace

const char* to_string(stall_cause cause) noexcept {
    constexpr std::array<const char*, stall_cause_count> names{"cpu",        "syscall", "lock",
                                                               "page_fault", "starved", "stopped"};
    return names[static_cast<std::size_t>(cause)];
}

std::string describe(const stall_record& r) {
    std::string text = first_sentence(r);
    for (const stack_line& f : r.stack)
        text += std::string("    ") + (f.doubtful ? "? " : "") + native_name(f) +
                place(f.file, f.line) + (f.inlined ? " [inlined]" : "") + "\n";
    for (const await_line& a : r.awaiting)
        text += "  awaited in " + (a.line != 0 ? a.function : "(not started)") +
                place(a.file, a.line) + (a.task.empty() ? "" : " [task " + a.task + "]") + "\n";
    return text;
}

}  // namespace weir::inline v0::diag
