// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The experiment `event-loop`: what one route that holds up its shard does to all others.
///
///     lab::report found = co_await lab::run_event_loop(options, {.on_note = print_line});
///     for (const lab::report_check& c : found.checks) print(c.name, c.held);
///
/// A server with one shard runs in a process of its own (see serve.hpp). For each of its routes,
/// `/ping` is measured in the open model before, while and after the route is called; then the
/// server is asked which stalls it saw. Nothing here runs at the same time as something else that
/// is measured.

#include <weir/coro/task.hpp>
#include <weir/lab/event_loop_options.hpp>
#include <weir/lab/report.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

/// All are called on the shard and must not block.
struct event_loop_hooks {
    /// A route was measured.
    std::function<void(const loop_subject&, const loop_route&)> on_route = [](const auto&,
                                                                              const auto&) {};
    /// What happens now, one line.
    std::function<void(std::string_view)> on_note = [](std::string_view) {};
    /// The program to start the server with; it leads `lab serve` to `lab::serve`.
    std::string program = "/proc/self/exe";
};

/// How long the run takes, apart from starting the server.
[[nodiscard]] duration estimated_time(const event_loop_options& options);

/// Completes when every route was measured, something failed, or the caller was stopped. Result:
/// what was measured; `interrupted` or `failure` say that it is not all. Its `command` and
/// `weir_version` are left to the caller. Options with a problem (`problem_with`) are fatal.
[[nodiscard]] task<report> run_event_loop(event_loop_options options, event_loop_hooks hooks);

}  // namespace weir::inline v0::lab
