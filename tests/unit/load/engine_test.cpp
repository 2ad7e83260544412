// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load_server.hpp"

#include <weir/load/engine.hpp>

namespace weir::load {
namespace {

using namespace std::chrono_literals;

plan short_plan(std::string url, std::vector<unsigned> users) {
    plan p{.what = {.url = std::move(url)}, .steps = {}, .ramp = 5ms, .error_pause = 5ms};
    for (const unsigned n : users) p.steps.push_back({n, 120ms, 400ms});
    return p;
}

TEST(engine, finds_the_rate_that_the_delay_allows) {
    std::vector<step_result> steps;
    std::size_t reported = 0;
    ASSERT_TRUE(
        with_server(address::loopback(0), [&](std::string url, seen&) -> task<result<void>> {
            engine e(short_plan(url + "/slow", {1, 40}),
                     {.on_progress = {}, .on_step = [&](const step_result&) { ++reported; }});
            steps = co_await ok(e.run());
            co_return {};
        }));
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(reported, 2U);
    EXPECT_EQ(steps[1].users, 40U);
    EXPECT_GT(steps[1].ok, steps[0].ok * 10);
    EXPECT_GE(steps[0].latency.min(), 50'000'000U);
    EXPECT_EQ(steps[1].errors + steps[1].shed + steps[1].timeouts + steps[1].failed, 0U);
    EXPECT_LT(steps[1].little_error.value(), 0.3);
}

TEST(engine, counts_refusals_apart_from_successes) {
    std::vector<step_result> steps;
    ASSERT_TRUE(
        with_server(address::loopback(0), [&](std::string url, seen&) -> task<result<void>> {
            engine e(short_plan(url + "/half", {4}));
            steps = co_await ok(e.run());
            co_return {};
        }));
    EXPECT_GT(steps[0].ok, 0U);
    EXPECT_GT(steps[0].shed, 0U);
    EXPECT_EQ(steps[0].latency.count(), steps[0].ok);
    EXPECT_EQ(steps[0].other_latency.count(), steps[0].shed);
}

TEST(engine, counts_requests_that_are_never_answered_as_timeouts) {
    std::vector<step_result> steps;
    ASSERT_TRUE(
        with_server(address::loopback(0), [&](std::string url, seen&) -> task<result<void>> {
            plan p = short_plan(url + "/never", {3});
            p.request_timeout = 30ms;
            engine e(std::move(p));
            steps = co_await ok(e.run());
            co_return {};
        }));
    EXPECT_EQ(steps[0].ok, 0U);
    EXPECT_GT(steps[0].timeouts, 3U);
}

TEST(engine, a_stop_keeps_what_was_measured) {
    std::vector<step_result> steps;
    ASSERT_TRUE(
        with_server(address::loopback(0), [&](std::string url, seen&) -> task<result<void>> {
            plan p = short_plan(url + "/slow", {5, 10});
            p.steps[0].measure = 1h;
            engine e(std::move(p));
            steps = co_await ok(with_timeout(700ms, e.run()));
            co_return {};
        }));
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_TRUE(steps[0].interrupted);
    EXPECT_FALSE(steps[0].settled);
    EXPECT_GT(steps[0].ok, 0U);
}

TEST(engine, says_when_nobody_answers) {
    auto outcome = run(
        []() -> task<result<void>> {
            engine e(short_plan("http://127.0.0.1:1/", {1}));
            auto steps = co_await e.run();
            co_return fail(steps ? std::error_code() : steps.error());
        },
        {.shards = 1});
    EXPECT_EQ(outcome.error(), std::errc::connection_refused);
}

TEST(is_loopback, knows_names_and_numbers) {
    EXPECT_TRUE(is_loopback("http://localhost:80/").value());
    EXPECT_TRUE(is_loopback("http://127.3.4.5/").value());
    EXPECT_TRUE(is_loopback("http://[::1]:8080/x").value());
    EXPECT_FALSE(is_loopback("http://10.0.0.1/").value());
    EXPECT_FALSE(is_loopback("http://127.example.org/").value());
    EXPECT_FALSE(is_loopback("nonsense"));
}

}  // namespace
}  // namespace weir::load
