// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
//
// The run as a whole is tested by tests/integration with the program; here is what ends it early,
// and the parts that the server's process is made of.
#include "lab/event_loop/slow_resolver.hpp"
#include "lab/event_loop/work/json_document.hpp"
#include "lab/event_loop/work/name_lookup.hpp"
#include "lab/event_loop/work/page_reads.hpp"
#include "lab/event_loop/work/patterns.hpp"
#include "lab/event_loop/work_sizes.hpp"

#include <weir/coro/ok.hpp>
#include <weir/lab/event_loop.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/runtime.hpp>

#include <set>

namespace weir::lab {
namespace {

using namespace std::chrono_literals;

report run_with(std::string program) {
    auto found = run(
        [&]() -> task<report> {
            event_loop_hooks hooks;
            hooks.program = program;
            co_return co_await run_event_loop({}, std::move(hooks));
        },
        {.shards = 1});
    return found.value();
}

TEST(event_loop, without_its_program_fails_with_a_sentence) {
    const report found = run_with("/nonexistent/weir");
    EXPECT_THAT(found.failure, testing::HasSubstr("'event-loop' cannot be started"));
    EXPECT_EQ(found.verdict, "Nothing was measured.");
    EXPECT_FALSE(found.interrupted);
}

TEST(event_loop, with_a_program_that_ends_says_how) {
    EXPECT_THAT(run_with("/bin/false").failure, testing::HasSubstr("exited with 1"));
}

TEST(event_loop, estimates_its_time_by_the_routes_it_calls) {
    event_loop_options options;
    options.subjects = {"dns"};
    const duration pair = estimated_time(options);
    EXPECT_EQ(pair, 2 * (2 * options.quiet + options.busy));
    options.subjects = {"dns", "crypto"};
    EXPECT_EQ(estimated_time(options) * 2, pair * 5) << "crypto has two cures";
    EXPECT_LT(estimated_time(quick({})), 1min);
}

TEST(slow_resolver, answers_a_question_with_the_loopback_and_nothing_else) {
    std::string question("\x12\x34\x01\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", 19);
    const auto answer = dns_answer(as_bytes(question));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->substr(0, 2), "\x12\x34");
    EXPECT_TRUE(answer->ends_with(std::string_view("\x7F\0\0\1", 4))) << "127.0.0.1";
    EXPECT_FALSE(dns_answer(as_bytes(*answer))) << "an answer is no question";
    EXPECT_FALSE(dns_answer(as_bytes("too short")));
    EXPECT_FALSE(dns_answer(as_bytes(std::string(501, '\0'))));
}

TEST(slow_resolver, is_asked_by_getaddrinfo) {
    look_up_by_dns_only();
    const auto found = run(
        []() -> task<result<bool>> {
            slow_resolver resolver = co_await ok(slow_resolver::listen(1ms));
            co_return co_await with_scope([&](scope& s) -> task<result<bool>> {
                s.spawn("resolver",
                        [&]() -> task<result<void>> { co_return co_await resolver.run(); });
                offload_pool pool;
                const bool answered = co_await ok(
                    offload(pool, [port = resolver.port()] { return look_up_name(port); }));
                s.request_stop();
                co_return answered;
            });
        },
        {.shards = 1});
    EXPECT_TRUE(found.value());
}

TEST(work_sizes, grow_with_the_time_they_should_take) {
    std::uint64_t sum = 0;
    const auto spin = [&](unsigned n) {
        for (std::uint64_t i = 0; i < std::uint64_t{n} * 1000; ++i)
            __atomic_store_n(&sum, sum + i, __ATOMIC_RELAXED);
    };
    EXPECT_GT(units_in(100ms, measured_by::cpu, spin), units_in(5ms, measured_by::cpu, spin));
    EXPECT_GE(units_in(1ns, measured_by::clock, spin), 1U);
}

TEST(page_reads, come_to_each_page_once_in_a_round) {
    std::set<std::uint64_t> offsets;
    for (std::uint64_t i = 0; i < page_count; ++i) offsets.insert(page_offset(i));
    EXPECT_EQ(offsets.size(), page_count);
    EXPECT_EQ(*offsets.rbegin(), (page_count - 1) * page_bytes);
}

TEST(json_document, has_as_many_objects_as_were_asked_for) {
    EXPECT_EQ(parse_document(json_document(0)), 0U);
    EXPECT_EQ(parse_document(json_document(17)), 17U);
}

TEST(patterns, find_nothing_in_a_line_that_nearly_matches_either_way) {
    EXPECT_EQ(match_by_backtracking(nearly_matching_line(8), 2), 0U);
    EXPECT_EQ(match_in_linear_time(nearly_matching_line(8), 2), 0U);
    EXPECT_EQ(match_by_backtracking("aaaa", 2), 2U);
    EXPECT_EQ(match_in_linear_time("aaaa", 2), 2U);
}

}  // namespace
}  // namespace weir::lab
