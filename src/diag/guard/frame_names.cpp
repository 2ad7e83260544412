// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/frame_names.hpp"

#include <weir/diag/symbols.hpp>

#include <cstdio>
#include <mutex>
#include <string_view>

namespace weir::inline v0 {
namespace diag {
namespace {

std::string hexadecimal(std::uintptr_t address) {
    char text[2 + 2 * sizeof address + 1];
    std::snprintf(text, sizeof text, "0x%zx", address);
    return text;
}

std::string line_of(const symbol_frame& f) {
    if (f.function.empty())
        return (f.module.empty() ? "?" : f.module) + "+" + hexadecimal(f.address);
    if (f.line == 0) return f.function;
    return f.function + " (" + f.file + ":" + std::to_string(f.line) + ")";
}

/// From here on outwards it is the same for every step.
bool is_the_loop(const symbol_frame& f) {
    const std::string_view name = f.function;
    return name.starts_with("weir::v0::shard::") || name.starts_with("weir::v0::loop_context::");
}

}  // namespace

std::vector<std::string> frame_names(const std::vector<std::uintptr_t>& stack) {
    static std::mutex one_at_a_time;
    static symbolizer symbols;
    const std::lock_guard hold(one_at_a_time);
    std::vector<std::string> names;
    for (const std::uintptr_t address : stack)
        for (const symbol_frame& f : symbols.resolve(address, true)) {
            if (is_the_loop(f)) return names;
            names.push_back(line_of(f));
        }
    return names;
}

}  // namespace diag
}  // namespace weir::inline v0
