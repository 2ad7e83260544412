// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/frame_names.hpp"

#include <weir/diag/blocking_guard.hpp>

namespace weir::inline v0 {
namespace diag::blocking_guard {
namespace {

std::string call_text(const culprit& c) {
    return c.function + (c.descriptor >= 0 ? "(" + std::to_string(c.descriptor) + ")" : "()");
}

std::string place_text(const char* file, unsigned line) {
    return line == 0 ? std::string() : " (" + std::string(file) + ":" + std::to_string(line) + ")";
}

std::string milliseconds(duration d) {
    return std::to_string(std::chrono::duration<double, std::milli>(d).count()) + " ms";
}

std::string rule_text(const rule& r) {
    return "\"" + std::string(r.reason) + "\"" + place_text(r.at.file_name(), r.at.line()) +
           ", reached " + std::to_string(r.entered) + " times";
}

}  // namespace

std::string describe(const culprit& c) {
    std::string text = call_text(c) + " may block: called on shard " + std::to_string(c.shard);
    if (!c.task.empty()) text += " by task '" + c.task + "'";
    for (const std::string& name : frame_names(c.stack)) text += "\n    at " + name;
    for (const awaiter& a : c.awaiters)
        text += "\n    in coroutine " + std::string(a.function) + place_text(a.file, a.line);
    return text;
}

std::string report() {
    const totals all = counts();
    std::string text = "blocking guard, mode " + std::string(to_string(current_mode())) + ": " +
                       std::to_string(all.blocked) + " calls, " + std::to_string(all.allowed) +
                       " allowed\n";
    for (const culprit& c : culprits())
        text += std::to_string(c.calls) + " calls, longest " + milliseconds(c.longest) +
                ", together " + milliseconds(c.total) + ": " + describe(c) + "\n";
    for (const rule& r : unused_rules()) text += "allowed in vain: " + rule_text(r) + "\n";
    return text;
}

}  // namespace diag::blocking_guard
}  // namespace weir::inline v0
