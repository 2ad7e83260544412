// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/http_transcript.hpp"

#include <weir/http/response_parser.hpp>

namespace weir::http {
namespace {

using namespace std::string_literals;

std::string read_responses(std::string_view input, method request = method::get,
                           const parser_limits& limits = {}) {
    return test::same_for_every_cut(
        input, [&](const test::pieces& cut) { return test::responses_in(cut, request, limits); });
}

void expect_bad_response(std::string_view input, std::string_view words,
                         const parser_limits& limits = {}) {
    const std::string transcript = read_responses(input, method::get, limits);
    const std::size_t line = transcript.find("error ");
    EXPECT_TRUE(line != transcript.npos && transcript.find(words, line) != transcript.npos)
        << "input: " << testing::PrintToString(input) << "\nwanted " << words << "\ngot "
        << transcript;
}

TEST(response_parser, reads_a_sized_response) {
    EXPECT_EQ(read_responses("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
              "HTTP/1.1 200 'OK' {Content-Length: 2} sized 2 keep\nbody 'hi'\ncomplete\nend\n");
}

TEST(response_parser, reads_a_chunked_response_with_trailers) {
    EXPECT_EQ(read_responses("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "2\r\nno\r\n0\r\nA: b\r\n\r\n"),
              "HTTP/1.1 404 'Not Found' {Transfer-Encoding: chunked} chunked keep\nbody 'no'\n"
              "complete {A: b}\nend\n");
}

TEST(response_parser, reads_until_the_connection_closes) {
    EXPECT_EQ(read_responses("HTTP/1.1 200 OK\r\n\r\nall of\r\n\r\nthis"),
              "HTTP/1.1 200 'OK' {} until close close\nbody 'all of\r\n\r\nthis'\nend\n");
    EXPECT_EQ(read_responses("HTTP/1.0 200 OK\r\n\r\n"),
              "HTTP/1.0 200 'OK' {} until close close\nend\n");
    response_parser parser;
    ASSERT_EQ(parser.feed("HTTP/1.1 200 OK\r\n\r\n")->event, parse_event::head);
    EXPECT_FALSE(parser.complete());
    EXPECT_TRUE(parser.finish());
    EXPECT_TRUE(parser.complete());
}

TEST(response_parser, status_lines_may_lack_a_phrase) {
    const std::string rest = "\r\nContent-Length: 0\r\n\r\n";
    const std::string head = " {Content-Length: 0} sized 0 keep\ncomplete\nend\n";
    EXPECT_EQ(read_responses("HTTP/1.1 200" + rest), "HTTP/1.1 200 ''" + head);
    EXPECT_EQ(read_responses("HTTP/1.1 299 " + rest), "HTTP/1.1 299 ''" + head);
    EXPECT_EQ(read_responses("HTTP/1.1 200 a b\xc3\xa4" + rest),
              "HTTP/1.1 200 'a b\xc3\xa4'" + head);
}

TEST(response_parser, some_responses_have_no_body_whatever_they_say) {
    const std::string length = "Content-Length: 5\r\n\r\n";
    const std::string head = "{Content-Length: 5} none keep\ncomplete\nend\n";
    EXPECT_EQ(read_responses("HTTP/1.1 200 OK\r\n" + length, method::head),
              "HTTP/1.1 200 'OK' " + head);
    EXPECT_EQ(read_responses("HTTP/1.1 304 NM\r\n" + length), "HTTP/1.1 304 'NM' " + head);
    EXPECT_EQ(read_responses("HTTP/1.1 204 NC\r\n\r\n"),
              "HTTP/1.1 204 'NC' {} none keep\ncomplete\nend\n");
    EXPECT_EQ(read_responses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", method::head),
              "HTTP/1.1 200 'OK' {Transfer-Encoding: chunked} none keep\ncomplete\nend\n");
    EXPECT_EQ(read_responses("HTTP/1.1 200 OK\r\n\r\n", method::head),
              "HTTP/1.1 200 'OK' {} none keep\ncomplete\nend\n");
}

TEST(response_parser, interim_responses_come_before_the_final_one) {
    EXPECT_EQ(
        read_responses("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n"
                       "\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"),
        "HTTP/1.1 100 'Continue' {} none keep\nHTTP/1.1 103 'Early Hints' {Link: x} none "
        "keep\nHTTP/1.1 200 'OK' {Content-Length: 1} sized 1 keep\nbody 'x'\ncomplete\nend\n");
    EXPECT_TRUE(read_responses("HTTP/1.1 100 Continue\r\n\r\n").contains("cut "))
        << "the final one is missing";
    std::string many;
    for (int i = 0; i <= response_parser::most_interim_responses; ++i)
        many += "HTTP/1.1 100 Continue\r\n\r\n";
    expect_bad_response(many + "HTTP/1.1 200 OK\r\n\r\n", "too many interim");
}

TEST(response_parser, stops_where_another_protocol_begins) {
    EXPECT_EQ(read_responses("HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
              "HTTP/1.1 101 'Switching' {Connection: upgrade; Upgrade: x} none close upgraded\n"
              "complete\nrest ''\n");
    const std::string input = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHELLO";
    response_parser parser;
    parser.reset(method::connect);
    const auto head = parser.feed(input);
    ASSERT_EQ(head->event, parse_event::head);
    EXPECT_TRUE(parser.upgraded());
    const auto end = parser.feed(input.substr(head->consumed));
    EXPECT_EQ(end->event, parse_event::complete);
    EXPECT_EQ(end->consumed, 0U);
    EXPECT_FALSE(parser.keep_alive());
}

TEST(response_parser, decides_on_keep_alive) {
    const auto kept = [](const std::string& text) {
        response_parser parser;
        EXPECT_TRUE(parser.feed(text + "\r\nContent-Length: 0\r\n\r\n"));
        return parser.keep_alive();
    };
    EXPECT_TRUE(kept("HTTP/1.1 200 OK"));
    EXPECT_FALSE(kept("HTTP/1.1 200 OK\r\nConnection: close"));
    EXPECT_FALSE(kept("HTTP/1.0 200 OK"));
    EXPECT_TRUE(kept("HTTP/1.0 200 OK\r\nConnection: keep-alive"));
}

TEST(response_parser, leaves_the_next_response_alone) {
    const std::string one = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
    const std::string read =
        "HTTP/1.1 200 'OK' {Content-Length: 1} sized 1 keep\nbody 'x'\ncomplete\n";
    EXPECT_EQ(read_responses(one + one), read + read + "end\n");
}

TEST(response_parser, refuses_malformed_status_lines) {
    const auto line = [](const std::string& text) { return text + "\r\n\r\n"; };
    expect_bad_response(line("HTTP/1.1"), "status code");
    expect_bad_response(line("HTTP/1.1 20 OK"), "status code");
    expect_bad_response(line("HTTP/1.1 2000 OK"), "followed by a space");
    expect_bad_response(line("HTTP/1.1 099 OK"), "status code");
    expect_bad_response(line("HTTP/1.1  200 OK"), "status code");
    expect_bad_response(line("HTTP/1.1 2x0 OK"), "status code");
    expect_bad_response(line("HTTP/1.1 200 O\rK"), "control character");
    expect_bad_response(line("HTTP/1.1 200 O\0K"s), "control character");
    expect_bad_response(line("HTTP/2.0 200 OK"), "only HTTP/1.0");
    expect_bad_response(line("ICY 200 OK"), "version");
    expect_bad_response(line("HTTP/1.12 200 OK"), "version");
    expect_bad_response("\r\nHTTP/1.1 200 OK\r\n\r\n", "empty lines");
    expect_bad_response("HTTP/1.1 200 OK\nA: b\n\n", "bare line feed");
    expect_bad_response("\x15\x03\x03", "not HTTP");
}

TEST(response_parser, refuses_what_could_be_framed_in_two_ways) {
    const auto fields = [](const std::string& text) {
        return "HTTP/1.1 200 OK\r\n" + text + "\r\n\r\n0\r\n\r\n";
    };
    expect_bad_response(fields("Content-Length: 1\r\nContent-Length: 2"), "Content-Length");
    expect_bad_response(fields("Content-Length: 1\r\nTransfer-Encoding: chunked"), "");
    expect_bad_response(fields("Transfer-Encoding: gzip"), "transfer coding");
    expect_bad_response(fields("Transfer-Encoding: gzip, chunked"), "transfer coding");
    expect_bad_response(fields("Transfer-Encoding: chunked, gzip"), "last transfer coding");
    expect_bad_response(fields("A: b\r\n folded: c"), "white space");
    expect_bad_response("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "1.0");
}

TEST(response_parser, bodies_are_bounded_when_asked) {
    const parser_limits limits{.body_bytes = 4};
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    EXPECT_TRUE(
        read_responses(ok + "\r\n1234", method::get, limits).ends_with("body '1234'\nend\n"));
    expect_bad_response(ok + "\r\n12345", "body is too large", limits);
    expect_bad_response(ok + "Content-Length: 5\r\n\r\n", "body is too large", limits);
    expect_bad_response(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\n", "body is too large",
                        limits);
    response_parser parser;
    ASSERT_TRUE(parser.feed(ok + "Content-Length: 9999999999999\r\n\r\n"));
    EXPECT_EQ(parser.feed("")->event, parse_event::need_more) << "by default there is no bound";
    EXPECT_EQ(parser.finish().error().code(), errc::protocol_error) << "but a cut is noticed";
}

TEST(response_parser, tells_a_clean_end_from_a_cut) {
    EXPECT_EQ(read_responses(""), "end\n");
    EXPECT_TRUE(read_responses("HTTP/1.1 2").contains("within the head"));
    EXPECT_TRUE(read_responses("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx")
                    .ends_with("within the body\n"));
}

TEST(response_parser, a_whole_sized_body_is_no_cut_even_if_its_end_was_not_asked_for) {
    response_parser parser;
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    ASSERT_EQ(parser.feed(head)->event, parse_event::head);
    ASSERT_EQ(parser.feed("hi")->event, parse_event::body);
    EXPECT_TRUE(parser.finish());
}

}  // namespace
}  // namespace weir::http
