// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/search_run.hpp"

#include <functional>
#include <optional>

namespace weir::cli {
namespace {

/// A step without errors at 100 requests a second.
load::step_result good_step() {
    load::step_result r;
    r.rate = r.level = 100;
    r.seconds = 10;
    r.ok = r.due = 1000;
    return r;
}

/// The rate that the search asks for after its first step, of 100.
std::optional<double> rate_after(const std::function<void(load::step_result&)>& change) {
    search_request request;
    request.promises.push_back(threshold::parse("errors%<1").value());
    search_run search(request);
    load::plan plan;
    plan.steps = {{.rate = 100}};
    load::engine_hooks hooks;
    search.steer(hooks, plan);
    load::step_result measured = good_step();
    change(measured);
    const auto next = hooks.next_step(measured);
    return next ? std::optional(next->rate) : std::nullopt;
}

TEST(search_run, goes_up_where_all_was_kept_even_by_a_late_generator) {
    EXPECT_EQ(rate_after([](load::step_result&) {}), 200);
    EXPECT_EQ(rate_after([](load::step_result& r) { r.certified = false; }), 200);
}

TEST(search_run, goes_down_where_a_promise_broke) {
    EXPECT_EQ(rate_after([](load::step_result& r) { r.failed = 500; }), 50);
}

TEST(search_run, a_step_that_was_not_settled_did_not_hold) {
    EXPECT_EQ(rate_after([](load::step_result& r) { r.settled = false; }), 100) << "once more";
}

TEST(search_run, a_step_whose_rate_was_not_reached_did_not_hold) {
    EXPECT_EQ(rate_after([](load::step_result& r) { r.schedule_lag_p99_ms = 600; }), 100);
    EXPECT_EQ(rate_after([](load::step_result& r) { r.schedule_lag_p99_ms = 400; }), 200);
}

}  // namespace
}  // namespace weir::cli
