// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/server_sampler.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/shard.hpp>

#include <algorithm>

namespace weir::inline v0::lab {
namespace {

double seconds_of(duration d) noexcept {
    return std::chrono::duration<double>(d).count();
}

}  // namespace

task<result<void>> server_sampler::run(duration interval) {
    for (;;) {
        co_await ok(take_sample());
        co_await ok(sleep_for(interval));
    }
}

task<result<void>> server_sampler::take_sample() {
    if (auto ended = of_.ended()) {
        failure_ = std::move(*ended);
        co_return fail(errc::closed);
    }
    const auto usage = co_await ok(
        offload(shard::this_shard()->file_pool(), [pid = of_.pid()] { return usage_of(pid); }));
    const time_point now = this_task::now();
    server_sample sample = from_page();
    sample.t_s = seconds_of(now - since_);
    sample.threads = static_cast<double>(usage.threads);
    sample.rss_bytes = static_cast<double>(usage.rss_bytes);
    if (last_cpu_ >= 0 && now > last_at_)
        sample.cpu = (usage.cpu_seconds - last_cpu_) / seconds_of(now - last_at_);
    last_cpu_ = usage.cpu_seconds;
    last_at_ = now;
    samples_.push_back(sample);
    co_return result<void>();
}

server_sample server_sampler::from_page() noexcept {
    server_stats& page = of_.stats();
    server_sample sample;
    sample.queue_length = static_cast<double>(page.queue_length.load());
    sample.blocked_workers = static_cast<double>(page.blocked.load());
    const auto lag = static_cast<double>(page.loop_lag_ns.exchange(0));
    if (page.has_loop.load()) sample.loop_lag_ms = lag / 1e6;
    return sample;
}

void assign_steps(std::vector<server_sample>& samples, const std::vector<report_step>& steps) {
    for (server_sample& s : samples) {
        const auto step = std::ranges::find_if(
            steps, [&](const report_step& r) { return s.t_s <= r.start_s + r.seconds; });
        if (step == steps.end()) continue;
        s.users = step->users;
        s.counted = s.t_s >= step->start_s;
    }
}

}  // namespace weir::inline v0::lab
