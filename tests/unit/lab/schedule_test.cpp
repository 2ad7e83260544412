// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/schedule.hpp"

#include <weir/lab/sync_io.hpp>

namespace weir::lab {
namespace {

using namespace std::chrono_literals;

load_case with(variant how) {
    const sync_io_options defaults;
    return {.how = how,
            .what = operation::profile,
            .users = defaults.users,
            .queue = defaults.queue,
            .client_timeout = defaults.client_timeout};
}

TEST(schedule, predicts_what_the_closed_model_predicts) {
    const sync_io_options options;  // 160 workers, 500 ms
    EXPECT_EQ(expected_latency(options, with(variant::sync), 1), 500ms);
    EXPECT_EQ(expected_latency(options, with(variant::sync), 160), 500ms);
    EXPECT_EQ(expected_latency(options, with(variant::sync), 4000), 12'500ms);
    EXPECT_EQ(expected_latency(options, with(variant::wrapped), 4000), 12'500ms);
    EXPECT_EQ(expected_latency(options, with(variant::async), 4000), 500ms);
    EXPECT_EQ(expected_latency(options, with(variant::thread_per_request), 4000), 500ms);
}

TEST(schedule, queue_backend_and_patience_bound_the_latency) {
    const sync_io_options options;
    load_case load = with(variant::sync);
    load.queue = 160;
    EXPECT_EQ(expected_latency(options, load, 4000), 1s)
        << "160 served, 160 waiting, the rest shed";
    load = with(variant::async);
    load.backend_limit = 400;
    EXPECT_EQ(expected_latency(options, load, 4000), 5s);
    load.client_timeout = 2s;
    EXPECT_EQ(expected_latency(options, load, 4000), 2s);
}

TEST(schedule, steps_last_longer_than_their_answers) {
    const sync_io_options options;
    for (const variant how : options.variants) {
        const load_case load = with(how);
        for (const load::step_plan& step : plan_steps(options, load)) {
            const duration expected = expected_latency(options, load, step.users);
            EXPECT_GE(step.warmup, expected) << to_string(how) << step.users;
            EXPECT_GE(step.measure, 3s);
            EXPECT_GE(2 * step.measure, expected);
            EXPECT_EQ(step.measure % options.io_delay, duration::zero())
                << "workers answer in bursts, and a window counts whole ones";
        }
    }
}

TEST(schedule, asked_for_times_are_taken) {
    sync_io_options options;
    options.step = 60s;
    options.warmup = 0s;
    const auto steps = plan_steps(options, with(variant::sync));
    EXPECT_EQ(steps.back().measure, 60s);
    EXPECT_EQ(steps.back().warmup, 0s);
}

TEST(schedule, only_what_sleeps_runs_together) {
    const auto phases = main_phases({});
    ASSERT_EQ(phases.size(), 6U);
    for (const phase_plan& phase : phases) {
        if (phase.size() == 1) {
            EXPECT_FALSE(is_worker_bound(phase[0].how));
            continue;
        }
        ASSERT_EQ(phase.size(), 2U);
        EXPECT_EQ(phase[0].how, variant::sync);
        EXPECT_EQ(phase[1].how, variant::wrapped);
        EXPECT_EQ(phase[0].what, phase[1].what);
    }
}

TEST(schedule, one_variant_and_operation_is_one_phase) {
    sync_io_options options;
    options.variants = {variant::sync};
    options.operations = {operation::upload};
    const auto phases = main_phases(options);
    ASSERT_EQ(phases.size(), 1U);
    EXPECT_EQ(phases[0].size(), 1U);
    EXPECT_EQ(phases[0][0].what, operation::upload);
}

TEST(schedule, the_demo_fits_into_four_minutes) {
    EXPECT_LT(estimated_time({}), 230s) << "the rest is for starting servers";
    EXPECT_GT(estimated_time({}), 60s);
}

TEST(schedule, overload_is_a_short_queue_and_little_patience) {
    const auto phases = overload_phases({});
    ASSERT_EQ(phases.size(), 2U);
    EXPECT_EQ(phases[0][0].how, variant::sync);
    EXPECT_EQ(phases[1][0].how, variant::async);
    EXPECT_EQ(phases[0][0].queue, 500U);
    EXPECT_EQ(phases[0][0].client_timeout, 2s);
    EXPECT_EQ(phases[0][0].users, std::vector<unsigned>{4000});
    sync_io_options small;
    small.users = {40};
    EXPECT_EQ(overload_phases(small)[0][0].queue, 5U) << "also a small run is overloaded";
}

TEST(schedule, the_backend_is_limited_to_as_many_as_there_are_workers) {
    const auto phases = backend_limit_phases({});
    ASSERT_EQ(phases.size(), 1U);
    EXPECT_EQ(phases[0][0].how, variant::async);
    EXPECT_EQ(phases[0][0].backend_limit, 160U);
    EXPECT_EQ(phases[0][0].users, (std::vector<unsigned>{160, 1000}));
}

TEST(schedule, phases_add_up_and_cases_of_a_phase_overlap) {
    sync_io_options options;
    options.users = {1};
    options.step = 2s;
    options.warmup = 1s;
    const load_case load{.how = variant::sync, .users = {1}, .client_timeout = 1min};
    EXPECT_EQ(total_time(options, {{load, load}}), 3s);
    EXPECT_EQ(total_time(options, {{load}, {load}}), 6s);
}

}  // namespace
}  // namespace weir::lab
