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

// Line tables alone (-g1) name an inlined function without its namespace; then its file tells.
constexpr std::array<std::string_view, 8> plumbing_files{
    "/include/c++/",     "include/weir/base/", "include/weir/coro/", "include/weir/rt/",
    "include/weir/net/", "include/weir/http/", "include/weir/fs/",   "include/weir/proc/"};

bool contains_any(std::string_view text, std::span<const std::string_view> parts) {
    return std::ranges::any_of(
        parts, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
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
    std::size_t end = 0;
    for (; end < function.size(); ++end) {
        const char c = function[end];
        if (c == '<') ++depth;
        if (c == '>') --depth;
        if (depth != 0) continue;
        if (function.substr(end).starts_with(anonymous))
            end += anonymous.size() - 1;
        else if (c == '(')
            break;
        else if (c == ' ')
            begin = end + 1;
    }
    return function.substr(begin, end - begin);
}

bool is_plumbing(const stack_line& frame) {
    if (frame.module == "[vdso]") return true;
    if (contains_any(frame.module, runtime_libraries)) return true;
    if (frame.inlined && contains_any(frame.file, plumbing_files)) return true;
    std::string_view name = qualified_name(frame.function);
    if (starts_with_any(name, plumbing_names)) return true;
    if (!name.starts_with("weir::")) return false;
    name.remove_prefix(6);
    if (name.starts_with("v0::")) name.remove_prefix(4);
    return starts_with_any(name, loop_names);
}

namespace {

bool is_own(const stack_line& frame) {
    return !frame.function.empty() && !is_plumbing(frame) && !lies_in_system(frame.module);
}

std::string through_of(const stack_line& frame) {
    return std::string(qualified_name(frame.function)) + " of " +
           std::string(file_name(frame.module));
}

/// Without a function of the program's own: the coroutine, a library's function, anything.
std::string next_best(const stall_record& record) {
    for (const await_line& line : record.awaiting)
        if (!line.function.empty()) return line.function;
    for (const stack_line& frame : record.stack)
        if (!frame.function.empty() && !is_plumbing(frame)) return frame.function;
    if (record.stack.empty()) return "(unknown)";
    const stack_line& innermost = record.stack.front();
    return innermost.function.empty() ? innermost.module : innermost.function;
}

}  // namespace

blame blame_of(const stall_record& record, std::size_t shared) {
    const std::vector<stack_line>& stack = record.stack;
    const std::size_t first = shared != 0 && shared < stack.size() ? stack.size() - shared : 0;
    blame found;
    std::size_t at = first;
    while (at < stack.size() && !is_own(stack[at])) ++at;
    if (at < stack.size()) {
        found.culprit = stack[at].function;
        if (at != 0 && !stack[at - 1].function.empty()) found.through = through_of(stack[at - 1]);
        return found;
    }
    found.culprit = next_best(record);
    return found;
}

}  // namespace weir::inline v0::diag
