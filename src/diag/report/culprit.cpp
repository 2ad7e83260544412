// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/culprit.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace weir::inline v0::diag {
namespace {

constexpr std::array<std::string_view, 8> runtime_libraries{
    "/libc.so",  "/libc-2",   "/libpthread", "/libstdc++.so",
    "/ld-linux", "/libgcc_s", "/libm.so",    "/libweir"};
constexpr std::array<std::string_view, 4> plumbing_names{"std::", "__gnu_cxx::", "__", "_start"};
// Of Weir, what stands between a program's coroutine and the loop.
constexpr std::array<std::string_view, 16> loop_names{
    "detail::",       "shard::",  "loop_context::", "runtime::",
    "promise_base::", "waiter::", "scope::",        "task<",
    "ready_queue::",  "run<",     "with_scope<",    "operation_awaiter<",
    "run_child<",     "offload_", "timer",          "awaiting_promise<"};
constexpr std::string_view anonymous = "(anonymous namespace)";

bool starts_with_any(std::string_view name, std::span<const std::string_view> beginnings) {
    return std::ranges::any_of(beginnings,
                               [&](std::string_view with) { return name.starts_with(with); });
}

bool lies_in_system(std::string_view module) {
    return module.starts_with("/lib") || module.starts_with("/usr/lib") || module == "[vdso]";
}

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

std::string_view qualified_name(std::string_view function) {
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < function.size(); ++i) {
        const char c = function[i];
        if (c == '<') ++depth;
        if (c == '>') --depth;
        if (depth != 0) continue;
        if (function.substr(i).starts_with(anonymous))
            i += anonymous.size() - 1;
        else if (c == '(')
            break;
        else if (c == ' ')
            begin = i + 1;
    }
    return function.substr(begin);
}

bool is_plumbing(const stack_line& frame) {
    if (frame.module == "[vdso]") return true;
    if (std::ranges::any_of(runtime_libraries, [&](std::string_view library) {
            return frame.module.find(library) != std::string::npos;
        }))
        return true;
    std::string_view name = qualified_name(frame.function);
    if (starts_with_any(name, plumbing_names)) return true;
    if (!name.starts_with("weir::")) return false;
    name.remove_prefix(6);
    if (name.starts_with("v0::")) name.remove_prefix(4);
    return starts_with_any(name, loop_names);
}

blame blame_of(const stall_record& record) {
    blame found;
    const stack_line* inner = nullptr;  // what the one before it called
    const stack_line* library = nullptr;
    for (const stack_line& frame : record.stack) {
        const bool named = !frame.function.empty();
        if (named && !is_plumbing(frame) && !lies_in_system(frame.module)) {
            found.culprit = frame.function;
            break;
        }
        if (named && library == nullptr && !is_plumbing(frame)) library = &frame;
        inner = &frame;
    }
    if (found.culprit.empty() && library != nullptr) found.culprit = library->function;
    if (found.culprit.empty())
        for (const await_line& line : record.awaiting)
            if (found.culprit.empty()) found.culprit = line.function;
    if (found.culprit.empty() && !record.stack.empty())
        found.culprit = record.stack.front().function.empty() ? record.stack.front().module
                                                              : record.stack.front().function;
    if (inner != nullptr && !inner->function.empty() && inner->function != found.culprit)
        found.through = std::string(qualified_name(inner->function)) + " of " +
                        std::string(file_name(inner->module));
    return found;
}

}  // namespace weir::inline v0::diag
