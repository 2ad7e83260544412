// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/http_requests.hpp"
#include "support/http_transcript.hpp"

#include <weir/http/request_parser.hpp>
#include <weir/http/target.hpp>

namespace weir::http {
namespace {

/// What the codec makes of the first request in an input.
struct verdict {
    int refused = 0;  ///< the status, 0: accepted
    std::string_view why = {};
    bool complete = false;
    std::size_t end = 0;  ///< bytes of the input that belong to it
    friend bool operator==(const verdict&, const verdict&) = default;
};

verdict refused_by(const parse_error& error) {
    return {.refused = to_int(error.status), .why = error.why};
}

verdict judge(const test::pieces& input) {
    request_parser parser;
    std::size_t end = 0;
    for (std::string_view piece : input) {
        for (bool more = false; !more;) {
            const auto step = parser.feed(piece);
            if (!step) return refused_by(step.error());
            end += step->consumed;
            piece.remove_prefix(step->consumed);
            more = step->event == parse_event::need_more;
            if (step->event != parse_event::complete) continue;
            const auto parsed = target::parse(parser.head().target);
            if (!parsed) return refused_by(parsed.error());
            return {.complete = true, .end = end};
        }
    }
    return {.end = end};
}

TEST(smuggling, every_row_of_the_table_gets_its_verdict_however_it_is_cut) {
    const std::string next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto table = test::read_table_requests(WEIR_HTTP_REQUESTS);
    ASSERT_GE(table.size(), 180U) << "is the table in its place?";
    for (const test::table_request& row : table) {
        SCOPED_TRACE(row.name + ", " + row.section);
        const std::string input = row.bytes + next;
        const verdict whole = judge(test::whole(input));
        EXPECT_EQ(whole.refused, row.refused) << whole.why;
        EXPECT_EQ(whole.why.empty(), row.refused == 0) << "a refusal says why";
        EXPECT_EQ(whole.end, row.refused == 0 ? row.bytes.size() : 0) << "where the next begins";
        EXPECT_EQ(judge(test::in_steps(input, 1)), whole) << "byte by byte";
        for (std::uint64_t seed = 0; seed < 4; ++seed)
            EXPECT_EQ(judge(test::cut_at_random(input, seed)), whole) << "cut " << seed;
    }
}

TEST(smuggling, nothing_is_accepted_of_what_was_refused_once) {
    for (const test::table_request& row : test::read_table_requests(WEIR_HTTP_REQUESTS)) {
        request_parser parser;
        std::string_view rest = row.bytes;
        auto step = parser.feed(rest);
        while (step && step->event != parse_event::complete && !rest.empty()) {
            rest.remove_prefix(step->consumed);
            step = parser.feed(rest);
        }
        if (step) continue;
        EXPECT_FALSE(parser.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) << row.name;
        EXPECT_FALSE(parser.keep_alive()) << row.name;
    }
}

}  // namespace
}  // namespace weir::http
