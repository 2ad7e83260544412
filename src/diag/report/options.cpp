// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/diagnostics.hpp"

#include <weir/base/log.hpp>
#include <weir/diag/options.hpp>

#include <signal.h>

namespace weir::inline v0::diag {
namespace {

const char* wrong_in(const options& o) {
    using namespace std::chrono_literals;
    if (o.threshold < 1ms || o.threshold > 60s) return "threshold is outside of 1 ms to 60 s";
    if (o.liveness_threshold < o.threshold) return "liveness_threshold is below threshold";
    if (o.sample_rate > 1000) return "sample_rate is above 1000";
    if (o.history <= 0s || o.history > 600s) return "history is outside of 0 to 600 s";
    if (o.profile_signal < 0 || o.profile_signal > SIGRTMAX) return "profile_signal is no signal";
    if (o.profile_signal == SIGTERM) return "profile_signal is SIGTERM; see profile_on_terminate";
    if (o.profile_files == 0) return "profile_files is 0";
    if (o.stall_history == 0 || o.stall_history > 100'000)
        return "stall_history is outside of 1 to 100000";
    return nullptr;
}

}  // namespace

result<void> configure(options o) {
    if (const char* wrong = wrong_in(o)) {
        log(log_level::error, std::string("diag::configure: ") + wrong);
        return fail(errc::bad_argument);
    }
    if (!diagnostics::set_options(std::move(o))) return fail(errc::unavailable);
    return {};
}

}  // namespace weir::inline v0::diag
