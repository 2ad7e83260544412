// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/junit.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace weir::inline v0::cli {
namespace {

std::string escaped(std::string_view text) {
    std::string made;
    for (const char c : text) {
        switch (c) {
            case '&':
                made += "&amp;";
                break;
            case '<':
                made += "&lt;";
                break;
            case '>':
                made += "&gt;";
                break;
            case '"':
                made += "&quot;";
                break;
            default:
                // XML 1.0 has no other control characters, not even escaped.
                made += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return made;
}

std::string case_of(const lab::report_threshold& t) {
    const std::string name =
        t.text + fmt::format(" at {:.10g} {}", t.level, t.open ? "requests/s" : "users");
    std::string text =
        fmt::format("    <testcase classname=\"weir.load\" name=\"{}\"", escaped(name));
    if (t.held) return text + "/>\n";
    return text + fmt::format(">\n      <failure message=\"{}\"/>\n    </testcase>\n",
                              escaped("found " + t.found));
}

std::string suite_of(const lab::report& found, const lab::report_variant& target) {
    std::string cases;
    int tests = 0;
    int failures = 0;
    for (const lab::report_threshold& t : found.thresholds) {
        if (t.target != target.name) continue;
        ++tests;
        failures += t.held ? 0 : 1;
        cases += case_of(t);
    }
    return fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}"
        "  </testsuite>\n",
        escaped(target.name), tests, failures, cases);
}

}  // namespace

std::string junit_of(const lab::report& found) {
    const auto failures = std::ranges::count(found.thresholds, false, &lab::report_threshold::held);
    std::string text = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"weir load\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n",
        found.thresholds.size(), failures);
    for (const lab::report_variant& target : found.variants) text += suite_of(found, target);
    return text + "</testsuites>\n";
}

}  // namespace weir::inline v0::cli
