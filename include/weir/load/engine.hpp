// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Runs a load test on the shard it is called on.
///
///     load::engine engine(plan, {.on_progress = print_line});
///     for (load::step_result& r : co_await ok(engine.run())) table.add(r);
///
/// Users, and the connections of an open step, are tasks of the calling shard. A stop ends the
/// current step early: its result is kept and marked, so that an interrupted test still reports
/// what it measured.

#include <weir/base/result.hpp>
#include <weir/coro/async_function.hpp>
#include <weir/coro/task.hpp>
#include <weir/load/plan.hpp>
#include <weir/load/step_result.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir::inline v0::load {

/// Once a second, for a live display.
struct progress {
    std::size_t step = 0;  ///< index into the plan
    std::size_t steps = 0;
    unsigned users = 0;  ///< of a closed step
    double rate = 0;     ///< of an open step
    bool warming_up = false;
    double elapsed_s = 0;  ///< since the step began
    double total_s = 0;    ///< how long the step takes
    double ok_per_s = 0;   ///< in the last second
    double mean_ms = 0;    ///< of the answers of the last second
    std::uint64_t errors = 0;
    std::uint64_t shed = 0;
    std::uint64_t pending = 0;  ///< of an open step: due and without an answer
};

struct engine_hooks {
    /// Called on the shard; must not block.
    std::move_only_function<void(const progress&)> on_progress = {};
    /// Called when a step's result is final.
    std::move_only_function<void(const step_result&)> on_step = {};
    /// Called about once a second while a step is counted; the histograms are reused afterwards.
    std::move_only_function<void(const interval&)> on_interval = {};
    /// Asked after the plan's last step: what else to measure, if anything.
    std::move_only_function<std::optional<step_plan>(const step_result&)> next_step = {};
};

class engine {
public:
    explicit engine(plan p, engine_hooks hooks = {});
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;
    ~engine();

    /// Completes when all steps ran or the caller was stopped. Result: one entry per step begun.
    /// Errors: the URL or a request is not usable, or open and closed steps are mixed
    /// (`bad_argument`); the target cannot be reached at all before the first step.
    [[nodiscard]] task<result<std::vector<step_result>>> run();

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// True when the host of `url` is a loopback address or name: other targets need their owner's
/// word. Errors: the URL is malformed.
[[nodiscard]] result<bool> is_loopback(const std::string& url);

}  // namespace weir::inline v0::load
