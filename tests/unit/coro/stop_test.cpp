// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/stop.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace weir::stop_test {
namespace {

struct recorder : stop_callback {
    explicit recorder(std::vector<int>& log, int id, stop_callback* disarms = nullptr)
        : stop_callback(&called), calls(log), number(id), victim(disarms) {}
    static void called(stop_callback& c) noexcept {
        auto& self = static_cast<recorder&>(c);
        self.calls.push_back(self.number);
        if (self.victim != nullptr) self.victim->disarm();
    }
    std::vector<int>& calls;
    int number;
    stop_callback* victim;
};

TEST(stop_source, is_stopped_once_and_keeps_the_first_reason) {
    stop_source source;
    EXPECT_FALSE(source.stop_requested());
    EXPECT_TRUE(source.request_stop(stop_reason::drain));
    EXPECT_FALSE(source.request_stop(stop_reason::deadline));
    EXPECT_EQ(source.reason(), stop_reason::drain);
    EXPECT_EQ(source.token().reason(), stop_reason::drain);
}

TEST(stop_token, without_a_source_never_stops) {
    stop_token token;
    EXPECT_FALSE(token.stop_possible());
    EXPECT_FALSE(token.stop_requested());
    EXPECT_EQ(token.reason(), stop_reason::none);
    std::vector<int> calls;
    recorder r(calls, 1);
    r.arm(token);
    EXPECT_TRUE(calls.empty());
}

TEST(stop_token, error_tells_a_deadline_from_a_stop) {
    for (auto reason : {stop_reason::requested, stop_reason::sibling, stop_reason::drain})
        EXPECT_EQ(stop_error(reason), errc::canceled);
    EXPECT_EQ(stop_error(stop_reason::deadline), errc::timed_out);
    EXPECT_STREQ(to_string(stop_reason::deadline), "deadline");
    EXPECT_STREQ(to_string(stop_reason::peer_left), "peer left");
    EXPECT_STREQ(to_string(stop_reason::none), "none");
}

TEST(stop_callback, runs_once_in_order_of_arming) {
    stop_source source;
    std::vector<int> calls;
    recorder a(calls, 1);
    recorder b(calls, 2);
    a.arm(source.token());
    b.arm(source.token());
    source.request_stop();
    source.request_stop();
    EXPECT_EQ(calls, (std::vector{1, 2}));
}

TEST(stop_callback, armed_after_the_stop_runs_at_once) {
    stop_source source;
    source.request_stop();
    std::vector<int> calls;
    recorder a(calls, 1);
    a.arm(source.token());
    EXPECT_EQ(calls, (std::vector{1}));
}

TEST(stop_callback, disarmed_or_destroyed_does_not_run) {
    stop_source source;
    std::vector<int> calls;
    recorder a(calls, 1);
    a.arm(source.token());
    a.disarm();
    {
        recorder b(calls, 2);
        b.arm(source.token());
    }
    recorder copy(a);
    source.request_stop();
    EXPECT_TRUE(calls.empty());
}

TEST(stop_callback, may_disarm_others_during_the_request) {
    stop_source source;
    std::vector<int> calls;
    recorder third(calls, 3);
    recorder second(calls, 2);
    recorder first(calls, 1, &second);
    for (auto* r : {&first, &second, &third}) r->arm(source.token());
    source.request_stop();
    EXPECT_EQ(calls, (std::vector{1, 3}));
}

TEST(stop_source, follows_its_upstream_with_the_reason) {
    stop_source outer;
    stop_source middle(outer.token());
    stop_source inner(middle.token());
    outer.request_stop(stop_reason::deadline);
    EXPECT_EQ(inner.reason(), stop_reason::deadline);
    stop_source late(outer.token());
    EXPECT_EQ(late.reason(), stop_reason::deadline);
}

TEST(stop_source, does_not_stop_its_upstream_and_may_leave_it) {
    stop_source outer;
    stop_source inner(outer.token());
    inner.request_stop();
    EXPECT_FALSE(outer.stop_requested());
    stop_source leaver(outer.token());
    leaver.unfollow();
    outer.request_stop();
    EXPECT_FALSE(leaver.stop_requested());
}

TEST(stop_source, may_die_before_its_upstream) {
    stop_source outer;
    {
        stop_source inner(outer.token());
    }
    EXPECT_TRUE(outer.request_stop());
}

}  // namespace
}  // namespace weir::stop_test
