// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Looks at a server process at regular times: its statistics page, and what the system says.

#include "lab/process/process_usage.hpp"
#include "lab/process/server_process.hpp"

#include <weir/lab/report.hpp>

#include <vector>

namespace weir::inline v0::lab {

class server_sampler {
public:
    /// `since`: the zero of the samples' times.
    server_sampler(server_process& of, time_point since) noexcept : of_(of), since_(since) {}

    /// Takes a sample every `interval` until stopped. Errors: `errc::closed` when the process ended
    /// by itself, see `failure`.
    [[nodiscard]] task<result<void>> run(duration interval);

    /// The samples so far. Users are not known here and left at 0.
    [[nodiscard]] std::vector<server_sample>& samples() noexcept { return samples_; }
    [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

private:
    [[nodiscard]] task<result<void>> take_sample();
    [[nodiscard]] server_sample from_page() noexcept;

    server_process& of_;
    const time_point since_;
    time_point last_at_;
    double last_cpu_ = -1;  // seconds; negative before the first sample
    std::vector<server_sample> samples_;
    std::string failure_;
};

/// Tells which samples were taken while `step` was counted, and of how many users the others are:
/// those of the next step to be counted.
void assign_steps(std::vector<server_sample>& samples, const std::vector<report_step>& steps);

}  // namespace weir::inline v0::lab
