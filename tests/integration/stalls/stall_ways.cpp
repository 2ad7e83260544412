// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Drives every way of stalling through one shard and checks the record of each.
//
//     stall_ways [--no-inlined|--stripped] [--table] [--repeat N] [NAME...]

#include "way.hpp"

#include <weir/coro/sleep.hpp>
#include <weir/diag/monitor.hpp>
#include <weir/rt/runtime.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace stalls {
namespace {

using namespace std::chrono_literals;
using weir::task;
using weir::diag::stall_record;

struct settings {
    enum { all, no_inlined, none } symbols = all;
    bool table = false;
    int repeat = 1;
    std::vector<std::string> names;
};

std::vector<way> all_ways() {
    std::vector<way> all;
    for (auto list : {cpu_ways, library_ways, syscall_ways, lock_ways, kernel_ways})
        for (const way& w : list()) all.push_back(w);
    return all;
}

bool has(const std::string& text, std::string_view parts) {
    for (;;) {
        const std::size_t bar = parts.find('|');
        if (text.find(parts.substr(0, bar)) != std::string::npos) return true;
        if (bar == std::string_view::npos) return false;
        parts.remove_prefix(bar + 1);
    }
}

/// On a busy machine what computes is starved too; then the record must say by how much.
bool right_cause(const way& w, const stall_record& r) {
    using weir::diag::stall_cause;
    return r.cause == w.cause ||
           (w.cause == stall_cause::cpu && r.cause == stall_cause::starved && r.runnable > r.cpu);
}

/// What is wrong with the record; empty if nothing is.
std::string fault_in(const settings& s, const way& w, const stall_record& r) {
    if (!right_cause(w, r)) return std::string("cause ") + to_string(r.cause);
    const bool by_symbol = has(r.culprit, w.culprit);
    const bool by_coroutine = w.stripped == nullptr || has(r.culprit, w.stripped);
    const bool right = s.symbols == settings::all          ? by_symbol
                       : s.symbols == settings::no_inlined ? by_symbol || by_coroutine
                                                           : by_coroutine;
    if (!right) return "culprit " + r.culprit;
    if (s.symbols != settings::none && !has(r.detail, w.detail)) return "detail " + r.detail;
    return "";
}

/// The longest of the stalls since `after`, once it has been completed.
task<stall_record> newest_after(std::uint64_t after) {
    stall_record found;
    for (int tries = 0; tries < 200; ++tries) {
        static_cast<void>(co_await weir::sleep_for(20ms));
        found = {};
        bool complete = true;
        for (stall_record& r : weir::diag::recent_stalls()) {
            if (r.id <= after) break;
            complete = complete && r.ended;
            if (r.lasted > found.lasted) found = std::move(r);
        }
        if (found.id != 0 && complete) break;
    }
    co_return found;
}

std::uint64_t newest_id() {
    const auto stalls = weir::diag::recent_stalls(1);
    return stalls.empty() ? 0 : stalls.front().id;
}

void tell(const settings& s, const way& w, const stall_record& r, const std::string& fault) {
    const char* verdict = fault.empty() ? "hit" : "MISS";
    if (s.table)
        std::printf("| %s | %s | `%s` | %s |\n", w.name, to_string(r.cause), r.culprit.c_str(),
                    verdict);
    else
        std::printf("%-34s %-5s %s\n", w.name, verdict, fault.c_str());
    if (!fault.empty()) std::fputs(describe(r).c_str(), stderr);
    std::fflush(stdout);
}

task<int> run_ways(settings s) {
    static_cast<void>(co_await weir::sleep_for(100ms));
    int missed = 0;
    for (const way& w : all_ways()) {
        if (!s.names.empty() && std::ranges::find(s.names, w.name) == s.names.end()) continue;
        for (int i = 0; i < s.repeat; ++i) {
            static_cast<void>(co_await weir::sleep_for(30ms));
            const std::uint64_t before = newest_id();
            co_await w.run();
            const stall_record r = co_await newest_after(before);
            const std::string fault = r.id == 0 ? "no record" : fault_in(s, w, r);
            missed += !fault.empty();
            tell(s, w, r, fault);
        }
    }
    co_return missed;
}

}  // namespace
}  // namespace stalls

int main(int argc, char** argv) {
    stalls::settings s;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--stripped")
            s.symbols = stalls::settings::none;
        else if (word == "--no-inlined")
            s.symbols = stalls::settings::no_inlined;
        else if (word == "--table")
            s.table = true;
        else if (word == "--repeat" && i + 1 < argc)
            s.repeat = std::atoi(argv[++i]);
        else
            s.names.push_back(word);
    }
    const auto missed = weir::run(
        [s]() -> weir::task<int> { co_return co_await stalls::run_ways(s); }, {.shards = 1});
    if (!missed) {
        std::fprintf(stderr, "stall_ways: %s\n", missed.error().message().c_str());
        return 2;
    }
    std::printf("%d missed\n", *missed);
    return *missed == 0 ? 0 : 1;
}
