// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The experiment `sync-io`: the same service in four variants, under the same rising load.
///
///     lab::report found = co_await lab::run_sync_io(options, {.on_note = print_line});
///     co_await ok(write_atomically("report.json", as_bytes(lab::to_json(found))));
///
/// Runs the load on the calling shard and every server in a process of its own (see serve.hpp),
/// which it samples every second. No process is left behind, however it ends: servers are killed
/// and reaped with the objects that hold them, and the kernel kills them should we die first.

#include <weir/coro/task.hpp>
#include <weir/lab/report.hpp>
#include <weir/lab/sync_io_options.hpp>
#include <weir/load/engine.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

/// Once a second for every variant under load.
struct sync_io_progress {
    std::string_view part;  ///< main, overload, backend-limit
    variant how = variant::sync;
    operation what = operation::profile;
    load::progress load;
};

/// All are called on the shard and must not block.
struct sync_io_hooks {
    std::function<void(const sync_io_progress&)> on_progress = [](const auto&) {};
    std::function<void(const report_variant&, const report_step&)> on_step = [](const auto&,
                                                                                const auto&) {};
    /// What happens now, one line.
    std::function<void(std::string_view)> on_note = [](std::string_view) {};
    /// The program to start servers with; it leads `lab serve` to `lab::serve`.
    std::string program = "/proc/self/exe";
};

/// How long the run takes, apart from starting servers.
[[nodiscard]] duration estimated_time(const sync_io_options& options);

/// Completes when all ran, something failed, or the caller was stopped. Result: what was measured;
/// `interrupted` or `failure` say that it is not all. Its `command` and `weir_version` are left to
/// the caller. Options with a problem (`problem_with`) are fatal.
[[nodiscard]] task<report> run_sync_io(sync_io_options options, sync_io_hooks hooks);

}  // namespace weir::inline v0::lab
