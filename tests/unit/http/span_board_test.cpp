// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/span_board.hpp"

#include "http/live_request.hpp"
#include "http/shared_text.hpp"
#include "http/slowest_spans.hpp"
#include "http/span_ids.hpp"

#include <weir/http/trace_headers.hpp>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace weir::http::detail {
namespace {

using namespace std::chrono_literals;

TEST(span_ids, carry_the_slot_and_the_flag) {
    for (const std::uint64_t random : {std::uint64_t{0}, std::uint64_t{0xffff}, ~std::uint64_t{0}})
        for (const bool sampled : {true, false}) {
            const std::uint64_t id = make_span_id(random, 1234, sampled);
            EXPECT_EQ(slot_of(id), 1234);
            EXPECT_EQ(is_sampled(id), sampled);
            EXPECT_NE(make_span_id(random, 0, false), 0U) << "zero is no id";
        }
}

TEST(shared_text, gives_back_what_was_stored) {
    shared_text<24> shared;
    for (const std::string_view text :
         {"", "a", "12345678", "123456789", "123456789012345678901234"}) {
        shared.store(text);
        std::array<char, 24> read{};
        shared.load(read, text.size());
        EXPECT_EQ(std::string_view(read.data(), text.size()), text);
    }
}

/// What `slowest_spans` holds, by what it was offered and gave back.
struct kept_slots {
    slowest_spans list;
    std::set<int> slots;

    void offer(int slot, duration took, duration at) {
        slots.insert(slot);
        list.offer(static_cast<std::uint16_t>(slot), took, time_point(at),
                   [&](std::uint16_t freed) { slots.erase(freed); });
    }
};

TEST(slowest_spans, are_the_slowest_of_a_minute) {
    kept_slots kept;
    for (int i = 0; i < 100; ++i) kept.offer(i, duration(i * 37 % 100), 1min);
    std::set<int> expected;
    for (int i = 0; i < 100; ++i)
        if (i * 37 % 100 >= 92) expected.insert(i);
    EXPECT_EQ(kept.slots, expected);
}

TEST(slowest_spans, of_other_minutes_stay_until_theirs_comes_again) {
    kept_slots kept;
    for (int i = 0; i < 8; ++i) kept.offer(i, 1s, 10min);
    for (int minute = 11; minute < 15; ++minute) kept.offer(minute, 1ms, minute * 1min);
    EXPECT_EQ(kept.slots.size(), 12U) << "quick ones do not displace those of another minute";
    kept.offer(20, 1ms, 15min);
    EXPECT_EQ(kept.slots, (std::set<int>{11, 12, 13, 14, 20}));
}

/// A loop for a board's requests, as a shard is one.
struct bare_loop : loop_context {
    bare_loop() : loop_context(time_point(1h), 7) {}
    void advance(duration by) { set_now(now() + by); }
};

std::vector<request_span> spans_of(const std::string& target) {
    std::vector<request_span> found;
    for_each_request_span([&](const request_span& s) {
        if (s.target() == target) found.push_back(s);
    });
    return found;
}

TEST(span_board, has_a_bounded_number_of_spans) {
    bare_loop loop;
    const headers none;
    const std::uint64_t before = requests_without_span();
    std::vector<std::unique_ptr<live_request>> requests;
    for (std::size_t i = 0; i < span_board::capacity + 5; ++i) {
        requests.push_back(std::make_unique<live_request>(loop));
        const trace_context& trace = requests.back()->begin({.target = "/bounded"}, none);
        EXPECT_TRUE(trace.valid()) << "with or without a span";
    }
    const std::size_t kept = spans_of("/bounded").size();
    EXPECT_LE(kept, span_board::capacity);
    EXPECT_GE(kept, span_board::in_flight);
    EXPECT_EQ(requests_without_span() - before, requests.size() - kept);
    requests.clear();
    for (const request_span& s : spans_of("/bounded")) EXPECT_EQ(s.stage(), request_stage::done);
    live_request next(loop);
    static_cast<void>(next.begin({.target = "/after"}, none));
    ASSERT_EQ(spans_of("/after").size(), 1U) << "slots are free again";
}

TEST(span_board, is_left_alone_while_it_is_switched_off) {
    bare_loop loop;
    const headers none;
    const std::uint64_t before = requests_without_span();
    keep_request_spans(false);
    live_request request(loop);
    EXPECT_TRUE(request.begin({.target = "/off"}, none).valid()) << "the trace goes on";
    request.handler_begins(nullptr);
    keep_request_spans(true);
    request.answered(false);
    request.end(200, true);
    EXPECT_TRUE(spans_of("/off").empty());
    EXPECT_EQ(requests_without_span(), before);
    static_cast<void>(request.begin({.target = "/on"}, none));
    EXPECT_EQ(spans_of("/on").size(), 1U);
}

TEST(span_board, finds_the_request_of_a_trace) {
    bare_loop loop;
    const headers none;
    live_request a(loop);
    live_request b(loop);
    static_cast<void>(a.begin({.target = "/a"}, none));
    static_cast<void>(b.begin({.target = "/b"}, none));
    EXPECT_EQ(live_request::of(a.trace()), &a);
    EXPECT_EQ(live_request::of(b.trace()), &b);
    EXPECT_EQ(live_request::of({}), nullptr);
    EXPECT_EQ(live_request::of(
                  {.trace_id = a.trace().trace_id, .span_id = a.trace().span_id ^ (1ULL << 40U)}),
              nullptr);
    a.end(200, true);
    EXPECT_EQ(live_request::of(a.trace()), nullptr);
    const trace_context of_b = b.trace();
    std::thread([&] { EXPECT_EQ(live_request::of(of_b), nullptr) << "of another shard"; }).join();
}

TEST(span_board, of_a_thread_that_ended_serves_the_next_one) {
    const headers none;
    const auto serve_one = [&] {
        bare_loop loop;
        live_request request(loop);
        static_cast<void>(request.begin({.target = "/thread"}, none));
    };
    for (int i = 0; i < 3; ++i) std::thread(serve_one).join();
    EXPECT_EQ(spans_of("/thread").size(), 1U) << "and what the last one left is readable";
}

// Everything in a span is made from one number; a reader must never see two of them.
TEST(span_board, is_read_consistently_while_slots_change_hands) {
    std::atomic<bool> stop{false};
    const auto serve = [&] {
        bare_loop loop;
        live_request request(loop);
        headers fields;
        for (std::uint64_t i = 1; !stop.load(); ++i) {
            const std::string id = span_id_text(i);
            EXPECT_TRUE(fields.set("traceparent", "00-" + id + id + "-" + id + "-01"));
            static_cast<void>(request.begin({.target = "/mixed/" + id,
                                             .first_byte = time_point(duration(i)),
                                             .head = time_point(duration(i))},
                                            fields));
            request.handler_begins(nullptr);
            request.end(200, true);
        }
    };
    std::thread writer(serve);
    std::size_t seen = 0;
    while (seen < 2'000)
        for_each_request_span([&](const request_span& s) {
            if (!s.target().starts_with("/mixed/")) return;
            ++seen;
            EXPECT_EQ(s.target().substr(7), span_id_text(s.parent_id));
            EXPECT_EQ(s.trace.trace_id[0], s.parent_id);
            EXPECT_EQ(s.trace.trace_id[1], s.parent_id);
            EXPECT_EQ(s.first_byte, s.head);
            EXPECT_EQ(s.head, time_point(duration(static_cast<duration::rep>(s.parent_id))));
        });
    stop = true;
    writer.join();
}

// The same with one slot, which is written so often that most copies are torn.
TEST(span_slot, is_copied_whole_or_not_at_all) {
    span_slot slot;
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        for (std::uint64_t i = 1; !stop.load(std::memory_order_relaxed); ++i) {
            const time_point t(duration(static_cast<duration::rep>(i)));
            const std::string target = "/" + std::to_string(i);
            slot.begin(
                {.target = target, .parent_id = i, .accepted = t, .first_byte = t, .head = t},
                {.trace_id = {i, i}, .span_id = i});
            for (std::uint64_t rest = i % 64; rest != 0 && !stop.load(); --rest) {
            }
        }
    });
    request_span span;
    for (int seen = 0; seen < 100'000;) {
        if (!slot.read(span)) continue;
        ++seen;
        const std::uint64_t i = span.parent_id;
        const time_point t(duration(static_cast<duration::rep>(i)));
        const bool whole = span.target() == "/" + std::to_string(i) && span.trace.span_id == i &&
                           span.trace.trace_id[0] == i && span.trace.trace_id[1] == i &&
                           span.accepted == t && span.first_byte == t && span.head == t;
        if (whole) continue;
        ADD_FAILURE() << "of " << span.target() << " and " << i;
        break;
    }
    stop = true;
    writer.join();
}

}  // namespace
}  // namespace weir::http::detail
