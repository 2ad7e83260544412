// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load_server.hpp"

#include <weir/load/engine.hpp>

#include <cstdlib>
#include <filesystem>

namespace weir::load {
namespace {

using namespace std::chrono_literals;

plan open_plan(std::string url, double rate) {
    plan p{.what = {.url = std::move(url)}, .steps = {}};
    p.steps.push_back({.warmup = 100ms, .measure = 1s, .rate = rate});
    p.drain = 300ms;
    return p;
}

/// Runs the plan against the server; `change` may change it first.
std::vector<step_result> measured(
    const char* path, double rate, std::function<void(plan&)> change = [](plan&) {},
    engine_hooks hooks = {}) {
    std::vector<step_result> steps;
    const auto ran =
        with_server(address::loopback(0), [&](std::string url, seen&) -> task<result<void>> {
            plan p = open_plan(url + path, rate);
            change(p);
            engine e(std::move(p), std::move(hooks));
            steps = co_await ok(e.run());
            co_return {};
        });
    EXPECT_TRUE(ran) << ran.error().message();
    return steps;
}

TEST(open_model, sends_what_is_due_whatever_the_target_does) {
    const auto steps = measured("/slow", 100);
    ASSERT_EQ(steps.size(), 1U);
    const step_result& s = steps[0];
    EXPECT_TRUE(s.open());
    EXPECT_EQ(s.level, 100);
    EXPECT_EQ(s.users, 0U);
    EXPECT_NEAR(static_cast<double>(s.due), 100, 2);
    EXPECT_EQ(s.ok, s.due) << s.note;
    EXPECT_EQ(s.all(), s.due);
    ASSERT_TRUE(s.service);
    EXPECT_EQ(s.service->count(), s.ok);
    EXPECT_GE(s.service->min(), 49'000'000U);
    EXPECT_EQ(s.little_error, std::nullopt);
}

TEST(open_model, time_that_a_request_waited_before_it_was_sent_counts) {
    // One connection answers 20 requests a second; 40 are due.
    const auto steps = measured("/slow", 40, [](plan& p) {
        p.max_connections = 1;
        p.drain = 10s;
    });
    const step_result& s = steps[0];
    EXPECT_EQ(s.ok, s.due);
    EXPECT_LT(s.service->percentile(0.5), 90'000'000U) << "raw: what the target took";
    EXPECT_GT(s.latency.percentile(0.5), 200'000'000U) << "corrected: what the visitor waited";
    EXPECT_GT(s.late, s.due / 2);
    EXPECT_FALSE(s.settled) << "the queue grows for as long as the step lasts";
    EXPECT_THAT(s.note, testing::HasSubstr("did not keep up"));
    EXPECT_THAT(s.note, testing::HasSubstr("waited for one of 1 connections"));
}

TEST(open_model, what_could_not_be_sent_or_was_not_answered_is_counted) {
    const auto steps = measured("/never", 50, [](plan& p) {
        p.max_connections = 3;
        p.max_waiting = 10;
    });
    const step_result& s = steps[0];
    EXPECT_EQ(s.ok, 0U);
    EXPECT_EQ(s.due, s.dropped + s.unanswered);
    EXPECT_GE(s.dropped, s.due - 3);
    EXPECT_FALSE(s.settled);
}

TEST(open_model, a_request_waits_no_longer_than_a_user_would) {
    const auto steps = measured("/never", 40, [](plan& p) {
        p.max_connections = 1;
        p.request_timeout = 100ms;
        p.drain = 10s;
    });
    const step_result& s = steps[0];
    EXPECT_GT(s.timeouts, 5U);
    EXPECT_EQ(s.timeouts + s.dropped, s.due);
    EXPECT_LT(s.other_latency.percentile(0.5), 130'000'000U) << "time in the queue is part of it";
}

TEST(open_model, poisson_arrivals_meet_each_other_where_constant_ones_do_not) {
    // 50 ms each, 67 ms between two on average: 1 - exp(-0.75) of Poisson's find another one there,
    // of constant ones those that a busy machine held up.
    const auto share_that_met = [](arrivals how) {
        double share = -1;
        const auto ran = with_server(address::loopback(0),
                                     [&](std::string url, seen& what) -> task<result<void>> {
                                         plan p = open_plan(url + "/slow", 15);
                                         p.arrive = how;
                                         p.steps[0].measure = 1200ms;
                                         engine e(std::move(p));
                                         co_await ok(e.run());
                                         share = static_cast<double>(what.met) / what.served;
                                         co_return {};
                                     });
        EXPECT_TRUE(ran);
        return share;
    };
    EXPECT_LT(share_that_met(arrivals::constant), share_that_met(arrivals::poisson));
}

TEST(open_model, seconds_add_up_to_the_step) {
    std::uint64_t ok = 0, recorded = 0;
    double time = 0;
    std::size_t count = 0;
    engine_hooks hooks;
    hooks.on_interval = [&](const interval& i) {
        ++count;
        ok += i.ok;
        time += i.seconds;
        recorded += i.latency.count();
        ASSERT_NE(i.service, nullptr);
        EXPECT_EQ(i.service->count(), i.latency.count());
        EXPECT_EQ(i.level, 100);
    };
    const auto steps =
        measured("/slow", 100, [](plan& p) { p.steps[0].measure = 2500ms; }, std::move(hooks));
    EXPECT_LE(count, 3U);
    EXPECT_GE(count, 1U);
    EXPECT_EQ(ok, steps[0].ok);
    EXPECT_EQ(recorded, steps[0].ok);
    EXPECT_NEAR(time, steps[0].seconds, 1e-6);
}

TEST(open_model, steps_may_be_added_while_it_runs) {
    engine_hooks hooks;
    hooks.next_step = [](const step_result& last) -> std::optional<step_plan> {
        if (last.level > 30) return std::nullopt;
        return step_plan{.warmup = 0s, .measure = 200ms, .rate = last.level * 2};
    };
    const auto steps =
        measured("/slow", 20, [](plan& p) { p.steps[0].measure = 200ms; }, std::move(hooks));
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[1].rate, 40);
}

/// Two steps, the second one far below what the target can do.
void overload_then_ask_little(plan& p) {
    p.steps = {{.warmup = 0s, .measure = 300ms, .rate = 150},
               {.warmup = 0s, .measure = 500ms, .rate = 10}};
    p.drain = 0s;
}

TEST(open_model, a_step_does_not_find_the_queue_of_the_one_before) {
    const auto steps = measured("/queue", 1, overload_then_ask_little);
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_GT(steps[0].unanswered, 10U);
    EXPECT_GT(steps[1].ok, 0U) << "what is left of 45 requests takes longer than the step";
}

TEST(open_model, connections_that_never_answer_end_with_their_step) {
    const auto steps = measured("/stuck", 1, [](plan& p) {
        overload_then_ask_little(p);
        p.max_connections = 3;
        p.drain = 300ms;
        p.recover = 10ms;
    });
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].ok, 0U);
    EXPECT_EQ(steps[1].ok, steps[1].due);
}

TEST(open_model, a_stop_keeps_what_was_measured_and_blames_nobody) {
    std::vector<step_result> steps;
    ASSERT_TRUE(
        with_server(address::loopback(0), [&](std::string url, seen&) -> task<result<void>> {
            plan p = open_plan(url + "/slow", 100);
            p.steps[0].measure = 1h;
            engine e(std::move(p));
            steps = co_await ok(with_timeout(700ms, e.run()));
            co_return {};
        }));
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_TRUE(steps[0].interrupted);
    EXPECT_GT(steps[0].ok, 0U);
    EXPECT_EQ(steps[0].ok, steps[0].due);
    EXPECT_EQ(steps[0].unanswered + steps[0].dropped, 0U);
}

TEST(open_model, plans_that_make_no_sense_are_refused) {
    const auto error_of = [](std::vector<step_plan> steps) {
        const auto ran =
            with_server(address::loopback(0), [&](std::string url, seen&) -> task<result<void>> {
                engine e(plan{.what = {.url = url + "/slow"}, .steps = steps});
                const auto done = co_await e.run();
                co_return done ? result<void>() : fail(done.error());
            });
        return ran ? std::error_code() : ran.error();
    };
    EXPECT_EQ(error_of({{.users = 1}, {.rate = 5}}), errc::bad_argument) << "two models";
    EXPECT_EQ(error_of({{.rate = 2e6}}), errc::bad_argument);
    EXPECT_EQ(error_of({{.users = 0}}), errc::bad_argument);
}

TEST(requests, are_sent_by_weight_with_their_variables) {
    seen all;
    ASSERT_TRUE(
        with_server(address::loopback(0), [&](std::string url, seen& what) -> task<result<void>> {
            plan p{.what = {.url = url + "/echo/base"},
                   .steps = {{.users = 2, .warmup = 0s, .measure = 300ms}},
                   .ramp = 1ms};
            p.requests = {{.weight = 3, .path = "/echo/{{random:1:1}}"},
                          {.weight = 1, .method = "POST", .body = "n={{n}}"},
                          {.weight = 0, .path = "/echo/nobody"}};
            engine e(std::move(p));
            const auto steps = co_await ok(e.run());
            all = what;
            EXPECT_EQ(steps[0].errors + steps[0].failed, 0U);
            co_return {};
        }));
    const auto read = std::ranges::count(all.targets, "1");
    const auto written = std::ranges::count(all.targets, "base");
    EXPECT_EQ(static_cast<std::size_t>(read + written), all.targets.size());
    ASSERT_GT(written, 20);
    EXPECT_NEAR(static_cast<double>(read) / static_cast<double>(written), 3, 1.5);
    EXPECT_THAT(all.bodies, testing::Contains(testing::StartsWith("n=")));
}

TEST(requests, go_through_a_unix_socket) {
    const std::string path =
        testing::TempDir() + "weir_load_" + std::getenv("WEIR_DRIVER") + ".sock";
    std::filesystem::remove(path);
    std::uint64_t answered = 0;
    const auto ran = with_server(address::unix_path(path).value(),
                                 [&](std::string url, seen&) -> task<result<void>> {
                                     plan p{.what = {.url = url + "/echo/x"},
                                            .steps = {{.users = 2, .warmup = 0s, .measure = 100ms}},
                                            .ramp = 1ms};
                                     p.unix_path = path;
                                     engine e(std::move(p));
                                     answered = (co_await ok(e.run()))[0].ok;
                                     co_return {};
                                 });
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_GT(answered, 0U);
}

}  // namespace
}  // namespace weir::load
