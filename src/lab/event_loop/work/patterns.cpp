// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work/patterns.hpp"

#include <re2/re2.h>

#include <regex>

namespace weir::inline v0::lab {
namespace {

constexpr const char* pattern = "^(a+)+$";

}  // namespace

[[gnu::noinline]] unsigned match_by_backtracking(const std::string& line, unsigned lines) {
    static const std::regex compiled(pattern);
    unsigned matches = 0;
    for (unsigned i = 0; i < lines; ++i) matches += std::regex_search(line, compiled) ? 1 : 0;
    return matches;
}

[[gnu::noinline]] unsigned match_in_linear_time(const std::string& line, unsigned lines) {
    static const re2::RE2 compiled(pattern);
    unsigned matches = 0;
    for (unsigned i = 0; i < lines; ++i) matches += re2::RE2::PartialMatch(line, compiled) ? 1 : 0;
    return matches;
}

std::string nearly_matching_line(unsigned letters) {
    return std::string(letters, 'a') + "!";
}

}  // namespace weir::inline v0::lab
