// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/window.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace weir::inline v0::load {
namespace {

constexpr double busy_generator = 0.85;       // of its one core
constexpr double slow_generator_share = 0.1;  // its loop's delay against the latency it measured
constexpr double unsteady = 0.05;             // Little's law

double ms(duration d) noexcept {
    return std::chrono::duration<double, std::milli>(d).count();
}
const phase_histogram& busy_turns(const shard& s) noexcept {
    return s.probes().phases[static_cast<std::size_t>(phase::pending)];
}

}  // namespace

void window::begin(unsigned users, time_point now) {
    result_ = step_result();
    result_.users = users;
    busy_users_ = all_time_ = {};
    begun_ = now;
    cpu_at_begin_ = shard_.cpu_time();
    for (std::size_t b = 0; b < turns_at_begin_.size(); ++b)
        turns_at_begin_[b] = busy_turns(shard_).count(b);
    shard_.probes().longest_turn.store(0, std::memory_order_relaxed);
}

void window::add(const sample& s) noexcept {
    busy_users_ += s.took + s.pause;
    all_time_ += s.took;
    const auto ns = static_cast<std::uint64_t>(std::max<duration::rep>(s.took.count(), 0));
    if (s.how == outcome::ok) {
        ++result_.ok;
        ++recent_.ok;
        recent_.ok_time += s.took;
        result_.latency.record(ns);
        return;
    }
    result_.other_latency.record(ns);
    switch (s.how) {
        case outcome::shed:
            ++result_.shed, ++recent_.shed;
            break;
        case outcome::failed:
            ++result_.failed, ++recent_.errors;
            break;
        case outcome::timeout:
            ++result_.timeouts, ++recent_.errors;
            break;
        default:
            ++result_.errors, ++recent_.errors;
            break;
    }
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

step_result window::end(time_point now, duration warmup) {
    watch_generator();
    result_.seconds = seconds(now - begun_);
    if (result_.seconds > 0)
        result_.generator_cpu = seconds(shard_.cpu_time() - cpu_at_begin_) / result_.seconds;
    result_.generator_lag_p99_ms = turn_percentile_ms(0.99);
    if (result_.users != 0 && result_.seconds > 0)
        result_.little_error =
            std::abs(seconds(busy_users_) / (result_.seconds * result_.users) - 1);
    judge(result_, warmup);
    // Users go on reporting between two steps.
    return std::exchange(result_, step_result());
}

void window::judge(step_result& r, duration warmup) const {
    const std::uint64_t all = r.ok + r.shed + r.failed + r.timeouts + r.errors;
    const auto note = [&r](std::string text) {
        if (!r.note.empty()) r.note += "; ";
        r.note += text;
    };
    if (all == 0) {
        r.settled = false;
        note("no request ended while counting");
        return;
    }
    const duration mean = all_time_ / static_cast<duration::rep>(all);
    const auto counted = std::chrono::duration<double>(r.seconds);
    // The first pass of a queue is faster than those that follow: everybody starts at once.
    if (warmup < mean * 9 / 10 || counted < mean / 2) {
        r.settled = false;
        note("the step was too short for its latency");
    } else if (r.little_error > unsteady) {
        r.settled = false;
        note("users differ from rate x time by more than 5 %");
    }
    if (r.generator_cpu > busy_generator) {
        r.certified = false;
        note("the generator used its whole core");
    } else if (r.generator_lag_p99_ms > std::max(2.0, slow_generator_share * ms(mean))) {
        r.certified = false;
        note("the generator's own loop was slow");
    }
}

}  // namespace weir::inline v0::load
