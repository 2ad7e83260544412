// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Follows a load test: shows it, judges it, keeps what the files need.

#include "load/hdr_log.hpp"
#include "load/load_request.hpp"
#include "terminal.hpp"

#include <weir/lab/report.hpp>
#include <weir/load/engine.hpp>

#include <string>
#include <vector>

namespace weir::inline v0::cli {

class load_recorder {
public:
    /// `begun` is the time of the shard, `epoch_s` the calendar's, both now.
    load_recorder(const load_request& request, lab::report& into, time_point begun,
                  std::uint64_t epoch_s);

    /// The engine's hooks for the target whose variant is the report's last. Valid as long as this.
    [[nodiscard]] load::engine_hooks following();

    [[nodiscard]] terminal& out() noexcept { return out_; }
    /// Empty if no log was asked for.
    [[nodiscard]] const std::string& hdr_log_text() const noexcept { return log_.text(); }

private:
    void keep_second(const load::interval& measured);
    void keep_step(const load::step_result& measured);
    void judge(const load::step_result& measured, const lab::report_variant& target);

    const load_request& request_;
    lab::report& report_;
    time_point begun_;
    time_point target_begun_;
    terminal out_;
    hdr_log log_;
    std::vector<lab::report_second> seconds_;  // of the step that runs
};

}  // namespace weir::inline v0::cli
