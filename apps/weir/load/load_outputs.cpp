// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/load_outputs.hpp"

#include "load/csv.hpp"
#include "load/junit.hpp"
#include "report_files.hpp"

#include <weir/coro/ok.hpp>

#include <fmt/core.h>

#include <cstdio>

namespace weir::inline v0::cli {
namespace {

std::string steps_file(const load_outputs& o) {
    return o.csv + ".steps.csv";
}

std::string seconds_file(const load_outputs& o) {
    return o.csv + ".seconds.csv";
}

}  // namespace

std::optional<std::string> problem_with_files(const load_outputs& o) {
    std::vector<std::string> files{o.html, o.hdr, o.junit};
    if (o.json != "-") files.push_back(o.json);
    if (!o.csv.empty()) {
        files.push_back(steps_file(o));
        files.push_back(seconds_file(o));
    }
    for (const std::string& file : files)
        if (!file.empty())
            if (auto problem = check_file(file)) return problem;
    return std::nullopt;
}

task<result<void, std::string>> write_outputs(const load_outputs& o, const lab::report& found,
                                              const std::string& hdr_log) {
    const std::string json = o.json.empty() && o.html.empty() ? "" : lab::to_json(found);
    if (o.json == "-") {
        fmt::print("{}", json);
        if (std::fflush(stdout) != 0) co_return std::unexpected("cannot write standard output");
    } else if (!o.json.empty()) {
        co_await ok(write_text(o.json, json));
    }
    if (!o.html.empty()) co_await ok(write_text(o.html, html_of(json)));
    if (!o.csv.empty()) {
        co_await ok(write_text(steps_file(o), steps_csv(found)));
        co_await ok(write_text(seconds_file(o), seconds_csv(found)));
    }
    if (!o.hdr.empty()) co_await ok(write_text(o.hdr, hdr_log));
    if (!o.junit.empty()) co_await ok(write_text(o.junit, junit_of(found)));
    co_return result<void, std::string>();
}

}  // namespace weir::inline v0::cli
