// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab_run.hpp"

#include "exit_code.hpp"
#include "file_limit.hpp"
#include "interruptible.hpp"
#include "lab_progress.hpp"
#include "report_files.hpp"
#include "summary.hpp"
#include "version.hpp"

#include <weir/lab/sync_io.hpp>
#include <weir/lab/words.hpp>
#include <weir/rt/runtime.hpp>

#include <fmt/format.h>

#include <chrono>

namespace weir::inline v0::cli {
namespace {

/// Writes both files. Result: the path of the page. The error is a sentence.
task<result<std::string, std::string>> write_report(const std::string& directory,
                                                    const lab::report& found) {
    const std::string json = lab::to_json(found);
    co_await ok(write_text(directory + "/report.json", json));
    std::string page = directory + "/report.html";
    co_await ok(write_text(page, html_of(json)));
    co_return page;
}

int conclude(const lab::report& found, const result<std::string, std::string>& page) {
    fmt::print("{}", summary_of(found));
    if (!found.failure.empty()) complain(found.failure);
    if (!page) complain(page.error());
    if (page) fmt::print("Report: {}\n", *page);
    if (!page || !found.failure.empty()) return exit_failed;
    return found.interrupted ? exit_interrupted : exit_ok;
}

task<int> run_and_report(const lab_run_request& request) {
    terminal out;
    out.say(fmt::format(
        "sync-io: {} users, about {}", fmt::join(request.options.users, ", "),
        lab::time_text(
            std::chrono::duration<double>(lab::estimated_time(request.options)).count())));
    lab::report found;
    const result<void> watched = co_await interruptible([&]() -> task<void> {
        found = co_await lab::run_sync_io(request.options, progress_hooks(out));
    });
    out.clear();
    if (!watched) {
        complain("signals cannot be watched: " + watched.error().message());
        co_return exit_failed;
    }
    found.command = request.command;
    found.weir_version = version_number;
    const auto page = co_await write_report(request.out, found);
    co_return conclude(found, page);
}

}  // namespace

int run_lab(const lab_run_request& request) {
    if (const auto problem =
            raise_file_limit(lab::descriptors_needed(request.options), "--users")) {
        complain(*problem);
        return exit_usage;
    }
    if (const auto problem = check_directory(request.out)) {
        complain(*problem);
        return exit_usage;
    }
    // One shard: the users need one core, the servers the others.
    const result<int> code = run([&]() -> task<int> { co_return co_await run_and_report(request); },
                                 {.shards = 1, .seed = request.options.seed});
    if (code) return *code;
    complain("the runtime cannot start: " + code.error().message());
    return exit_usage;
}

}  // namespace weir::inline v0::cli
