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

#include <weir/lab/event_loop.hpp>
#include <weir/lab/sync_io.hpp>
#include <weir/lab/words.hpp>
#include <weir/rt/runtime.hpp>

#include <fmt/format.h>

#include <algorithm>
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

int exit_code_of(const lab::report& found) {
    if (!found.failure.empty()) return exit_failed;
    if (found.interrupted) return exit_interrupted;
    return std::ranges::all_of(found.checks, &lab::report_check::held) ? exit_ok : exit_threshold;
}

int conclude(const lab::report& found, const result<std::string, std::string>& page) {
    fmt::print("{}", summary_of(found));
    if (!found.failure.empty()) complain(found.failure);
    if (!page) complain(page.error());
    if (page) fmt::print("Report: {}\n", *page);
    return page ? exit_code_of(found) : exit_failed;
}

std::string roughly(duration time) {
    return "about " + lab::time_text(std::chrono::duration<double>(time).count());
}

task<lab::report> experiment(terminal& out, const lab::sync_io_options& options) {
    out.say(fmt::format("sync-io: {} users, {}", fmt::join(options.users, ", "),
                        roughly(lab::estimated_time(options))));
    co_return co_await lab::run_sync_io(options, progress_hooks(out));
}

task<lab::report> experiment(terminal& out, const lab::event_loop_options& options) {
    out.say("event-loop: " + roughly(lab::estimated_time(options)));
    co_return co_await lab::run_event_loop(options, route_hooks(out));
}

template <class Options>
task<int> run_and_report(const Options& options, const lab_output& output) {
    terminal out;
    lab::report found;
    const result<void> watched =
        co_await interruptible([&]() -> task<void> { found = co_await experiment(out, options); });
    out.clear();
    if (!watched) {
        complain("signals cannot be watched: " + watched.error().message());
        co_return exit_failed;
    }
    found.command = output.command;
    found.weir_version = version_number;
    const auto page = co_await write_report(output.directory, found);
    co_return conclude(found, page);
}

template <class Options>
int run_checked(const Options& options, const lab_output& output) {
    if (const auto problem = check_directory(output.directory)) {
        complain(*problem);
        return exit_usage;
    }
    // One shard: the users need one core, the servers the others.
    const result<int> code =
        run([&]() -> task<int> { co_return co_await run_and_report(options, output); },
            {.shards = 1, .seed = options.seed});
    if (code) return *code;
    complain("the runtime cannot start: " + code.error().message());
    return exit_usage;
}

}  // namespace

int run_lab(const lab::sync_io_options& options, const lab_output& output) {
    if (const auto problem = raise_file_limit(lab::descriptors_needed(options), "--users")) {
        complain(*problem);
        return exit_usage;
    }
    return run_checked(options, output);
}

int run_lab(const lab::event_loop_options& options, const lab_output& output) {
    return run_checked(options, output);
}

}  // namespace weir::inline v0::cli
