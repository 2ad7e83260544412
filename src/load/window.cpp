// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/window.hpp"

#include "load/judge.hpp"

#include <algorithm>
#include <cmath>

namespace weir::inline v0::load {
namespace {

using namespace std::chrono_literals;

constexpr duration late_after = 1ms;

const phase_histogram& busy_turns(const shard& s) noexcept {
    return s.probes().phases[static_cast<std::size_t>(phase::pending)];
}

}  // namespace

void window::begin(const step_plan& step, time_point now) {
    result_ = step_result();
    result_.level = step.level();
    if (step.open()) {
        result_.rate = step.rate_end > 0 ? (step.rate + step.rate_end) / 2 : step.rate;
        result_.service.emplace(latency_range);
    } else {
        result_.users = step.users;
    }
    busy_users_ = all_time_ = {};
    pending_at_begin_ = pending_;
    outstanding_ = waited_ = 0;
    schedule_lag_.reset();
    begun_ = now;
    closed_ = time_point::max();
    interval_.begin(now);
    cpu_at_begin_ = shard_.cpu_time();
    for (std::size_t b = 0; b < turns_at_begin_.size(); ++b)
        turns_at_begin_[b] = busy_turns(shard_).count(b);
    shard_.probes().longest_turn.store(0, std::memory_order_relaxed);
}

void window::add(const sample& s) noexcept {
    if (s.how == outcome::ok) {
        ++recent_.ok;
        recent_.ok_time += s.took();
    } else {
        ++(s.how == outcome::shed ? recent_.shed : recent_.errors);
    }
    if (open_) --pending_;
    if (!counts(s.due)) return;
    busy_users_ += s.took() + s.pause;
    all_time_ += s.took();
    interval_.add(s);
    if (open_) {
        --outstanding_;
        if (s.sent - s.due > late_after) ++result_.late;
    }
    if (s.how != outcome::ok) {
        result_.other_latency.record(nanoseconds(s.took()));
        count_failure(s.how);
        return;
    }
    ++result_.ok;
    result_.latency.record(nanoseconds(s.took()));
    if (result_.service) result_.service->record(nanoseconds(s.service()));
}

void window::count_failure(outcome how) noexcept {
    switch (how) {
        case outcome::shed:
            ++result_.shed;
            break;
        case outcome::failed:
            ++result_.failed;
            break;
        case outcome::timeout:
            ++result_.timeouts;
            break;
        default:
            ++result_.errors;
            break;
    }
}

void window::add_due(time_point due, time_point now) noexcept {
    ++pending_;
    if (!counts(due)) return;
    ++outstanding_;
    ++result_.due;
    schedule_lag_.record(nanoseconds(now - due));
}

void window::add_dropped(time_point due) noexcept {
    ++recent_.errors;
    --pending_;
    if (!counts(due)) return;
    --outstanding_;
    ++result_.dropped;
    interval_.add_lost(1);
}

void window::watch_generator() noexcept {
    const std::uint64_t longest = shard_.probes().longest_turn.exchange(0);
    result_.generator_lag_max_ms =
        std::max(result_.generator_lag_max_ms, static_cast<double>(longest) / 1e6);
}

// Upper edge of the power-of-two bucket, so never flattering.
double window::turn_percentile_ms(double quantile) const noexcept {
    std::array<std::uint64_t, phase_histogram::buckets> counts{};
    std::uint64_t all = 0;
    for (std::size_t b = 0; b < counts.size(); ++b) {
        counts[b] = busy_turns(shard_).count(b) - turns_at_begin_[b];
        all += counts[b];
    }
    const auto wanted = static_cast<std::uint64_t>(std::ceil(static_cast<double>(all) * quantile));
    std::uint64_t seen = 0;
    for (std::size_t b = 0; b < counts.size(); ++b) {
        seen += counts[b];
        if (seen >= wanted && seen != 0) return static_cast<double>(std::uint64_t{2} << b) / 1e6;
    }
    return 0;
}

void window::close(time_point now) noexcept {
    watch_generator();
    closed_ = now;
    pending_at_close_ = pending_;
    result_.seconds = seconds(now - begun_);
    if (result_.seconds <= 0) return;
    result_.generator_cpu = seconds(shard_.cpu_time() - cpu_at_begin_) / result_.seconds;
    if (result_.users != 0)
        result_.little_error =
            std::abs(seconds(busy_users_) / (result_.seconds * result_.users) - 1);
    result_.generator_lag_p99_ms = turn_percentile_ms(0.99);
    result_.schedule_lag_p99_ms = static_cast<double>(schedule_lag_.percentile(0.99)) / 1e6;
}

step_result window::end(const ending& e) {
    if (e.interrupted)
        result_.due -= outstanding_;
    else
        result_.unanswered = outstanding_;
    interval_.add_lost(result_.unanswered);
    judge(result_, {.warmup = e.warmup,
                    .all_time = all_time_,
                    .waited = waited_,
                    .connections = e.connections,
                    .outstanding_before = pending_at_begin_,
                    .outstanding_after = pending_at_close_});
    outstanding_ = 0;
    // Users go on reporting between two steps.
    closed_ = begun_;
    return std::exchange(result_, step_result());
}

}  // namespace weir::inline v0::load
