// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/trace_headers.hpp>

#include <initializer_list>
#include <string>

namespace weir::http {
namespace {

const std::string trace_id = "0af7651916cd43dd8448eb211c80319c";
const std::string span_id = "b7ad6b7169203331";
const std::string plain = "00-" + trace_id + "-" + span_id + "-01";

TEST(traceparent, is_read) {
    const auto read = parse_traceparent(plain);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->context.trace_id[0], 0x0af7651916cd43ddU);
    EXPECT_EQ(read->context.trace_id[1], 0x8448eb211c80319cU);
    EXPECT_EQ(read->context.span_id, 0xb7ad6b7169203331U);
    EXPECT_TRUE(read->sampled);
    EXPECT_EQ(trace_id_text(read->context), trace_id);
    EXPECT_EQ(span_id_text(read->context.span_id), span_id);
}

TEST(traceparent, reads_back_as_written) {
    for (const bool sampled : {true, false}) {
        const auto text = format_traceparent(
            {.context = {.trace_id = {0, 0xfedcba9876543210}, .span_id = 7}, .sampled = sampled});
        const auto read = parse_traceparent(text_of(text));
        ASSERT_TRUE(read) << text_of(text);
        EXPECT_EQ(read->context.trace_id[1], 0xfedcba9876543210U);
        EXPECT_EQ(read->context.span_id, 7U);
        EXPECT_EQ(read->sampled, sampled);
    }
    EXPECT_EQ(text_of(format_traceparent(*parse_traceparent(plain))), plain);
}

TEST(traceparent, knows_one_flag) {
    const std::string without = plain.substr(0, 53);
    EXPECT_FALSE(parse_traceparent(without + "00")->sampled);
    EXPECT_FALSE(parse_traceparent(without + "fe")->sampled);
    EXPECT_TRUE(parse_traceparent(without + "ff")->sampled);
    EXPECT_TRUE(parse_traceparent(without + "03")->sampled);
}

TEST(traceparent, of_a_later_version_is_read_as_far_as_this_one_goes) {
    const std::string later = "cc" + plain.substr(2);
    EXPECT_TRUE(parse_traceparent(later));
    EXPECT_TRUE(parse_traceparent(later + "-what the future brings"));
    EXPECT_TRUE(parse_traceparent(later + "-"));
    EXPECT_FALSE(parse_traceparent(later + ".what the future brings"));
    EXPECT_FALSE(parse_traceparent(later + "0"));
}

TEST(traceparent, that_is_malformed_is_none) {
    for (const std::string& text : {std::string(),
                                    std::string("00"),
                                    plain.substr(0, 54),
                                    plain + "-",
                                    plain + "-00",
                                    " " + plain,
                                    "ff" + plain.substr(2),
                                    "0" + plain,
                                    "0x" + plain.substr(2),
                                    "00-0AF7651916CD43DD8448EB211C80319C-" + span_id + "-01",
                                    "00-" + trace_id + "-B7AD6B7169203331-01",
                                    "00-" + trace_id + "-" + span_id + "-0A",
                                    "00-" + std::string(32, '0') + "-" + span_id + "-01",
                                    "00-" + trace_id + "-" + std::string(16, '0') + "-01",
                                    "00_" + trace_id + "-" + span_id + "-01",
                                    "00-" + trace_id + "_" + span_id + "-01",
                                    "00-" + trace_id + "-" + span_id + "_01",
                                    "00-" + trace_id + span_id + "--01",
                                    "00-" + trace_id.substr(1) + "--" + span_id + "-01",
                                    "00-" + trace_id.substr(1) + "g-" + span_id + "-01"})
        EXPECT_FALSE(parse_traceparent(text)) << text;
}

TEST(traceparent, of_a_message_is_one_field_of_any_case) {
    headers fields;
    EXPECT_FALSE(incoming_trace(fields));
    ASSERT_TRUE(fields.append("TraceParent", plain));
    ASSERT_TRUE(incoming_trace(fields));
    EXPECT_EQ(incoming_trace(fields)->context.span_id, 0xb7ad6b7169203331U);
    ASSERT_TRUE(fields.append("traceparent", plain));
    EXPECT_FALSE(incoming_trace(fields)) << "which of the two?";
}

headers with_states(std::initializer_list<std::string> values) {
    headers fields;
    for (const std::string& value : values) EXPECT_TRUE(fields.append("tracestate", value));
    return fields;
}

std::string repeated(const std::string& entry, int times) {
    std::string list = entry;
    for (int i = 1; i < times; ++i) list += "," + entry;
    return list;
}

TEST(tracestate, of_several_fields_becomes_one) {
    EXPECT_EQ(bounded_tracestate(with_states({})), "");
    EXPECT_EQ(bounded_tracestate(with_states({"congo=t61rcWkgMzE"})), "congo=t61rcWkgMzE");
    EXPECT_EQ(bounded_tracestate(with_states({"a=1 , b=2", ",", "c=3"})), "a=1,b=2,c=3");
}

TEST(tracestate, loses_large_entries_first_and_then_the_last_ones) {
    const std::string large = "large=" + std::string(200, 'x');
    const std::string medium(100, 'm');
    const auto state = [&](const std::string& list) {
        return bounded_tracestate(with_states({list}));
    };
    EXPECT_EQ(state(large + "," + large), large + "," + large) << "as long as there is room";
    EXPECT_EQ(state("a=1," + large + "," + large + "," + large + ",b=2"), "a=1,b=2");
    EXPECT_EQ(state(repeated(medium, 6)), repeated(medium, 5));
    EXPECT_EQ(state(std::string(1000, 'x')), "");
}

TEST(tracestate, has_a_bounded_number_of_entries) {
    const std::string kept = bounded_tracestate(with_states({repeated("k=v", 41)}));
    EXPECT_EQ(kept, repeated("k=v", 32));
}

}  // namespace
}  // namespace weir::http
