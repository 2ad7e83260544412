// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/http_transcript.hpp"

#include <weir/http/request_parser.hpp>

namespace weir::http {
namespace {

using namespace std::string_literals;

std::string read_requests(std::string_view input, const parser_limits& limits = {}) {
    return test::same_for_every_cut(
        input, [&](const test::pieces& cut) { return test::requests_in(cut, limits); });
}

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
const std::string post_chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string chunked_head =
    "POST / HTTP/1.1 {Host: a; Transfer-Encoding: chunked} chunked keep\n";

/// `input` is refused with this status and a sentence that has these words.
void expect_refused(std::string_view input, int status, std::string_view words,
                    const parser_limits& limits = {}) {
    const std::string transcript = read_requests(input, limits);
    const std::size_t line = transcript.find("error " + std::to_string(status) + ": ");
    EXPECT_TRUE(line != transcript.npos && transcript.find(words, line) != transcript.npos)
        << "input: " << testing::PrintToString(input) << "\nwanted " << status << " " << words
        << "\ngot " << transcript;
}

TEST(request_parser, reads_a_request_without_a_body) {
    EXPECT_EQ(
        read_requests("GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nX-Empty:\r\nX-Wide: \t a b "
                      "\t\r\n\r\n"),
        "GET /a?b=c HTTP/1.1 {Host: example.org; X-Empty: ; X-Wide: a b} none keep\n"
        "complete\nend\n");
}

TEST(request_parser, reads_every_known_method) {
    for (const std::string_view verb :
         {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"}) {
        const std::string line = std::string(verb) + " / HTTP/1.1";
        EXPECT_EQ(read_requests(line + "\r\nHost: a\r\n\r\n"),
                  line + " {Host: a} none keep\ncomplete\nend\n");
    }
    EXPECT_EQ(read_requests("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
              "CONNECT a:443 HTTP/1.1 {Host: a:443} none keep\ncomplete\nend\n");
    EXPECT_EQ(read_requests("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
              "OPTIONS * HTTP/1.1 {Host: a} none keep\ncomplete\nend\n");
}

TEST(request_parser, reads_a_sized_body) {
    EXPECT_EQ(
        read_requests("PUT /x HTTP/1.1\r\nHost: a\r\ncontent-length: 5 \r\n\r\nhello"),
        "PUT /x HTTP/1.1 {Host: a; content-length: 5} sized 5 keep\nbody 'hello'\ncomplete\nend\n");
    EXPECT_EQ(read_requests(get + "Content-Length: 0\r\n\r\n"),
              "GET / HTTP/1.1 {Host: a; Content-Length: 0} sized 0 keep\ncomplete\nend\n");
}

TEST(request_parser, reads_a_chunked_body_with_extensions_and_trailers) {
    EXPECT_EQ(read_requests(post_chunked + "5;a=b;c=\"d e\"\r\nhello\r\n00A\r\n, world!!\n\r\n0\r\n"
                                           "Digest: x \r\nEmpty:\r\n\r\n"),
              chunked_head + "body 'hello, world!!\n'\ncomplete {Digest: x; Empty: }\nend\n");
    EXPECT_EQ(read_requests(post_chunked + "0\r\n\r\n"), chunked_head + "complete\nend\n");
}

TEST(request_parser, leaves_pipelined_requests_to_the_next) {
    const std::string two = get + "\r\n" + post_chunked + "1\r\nx\r\n0\r\n\r\n" + get + "\r\n";
    const std::string plain = "GET / HTTP/1.1 {Host: a} none keep\ncomplete\n";
    EXPECT_EQ(read_requests(two), plain + chunked_head + "body 'x'\ncomplete\n" + plain + "end\n");
    request_parser parser;
    const auto step = parser.feed(two);
    ASSERT_TRUE(step);
    EXPECT_EQ(step->event, parse_event::head);
    EXPECT_EQ(step->consumed, get.size() + 2) << "not a byte beyond the head";
}

TEST(request_parser, hands_out_bodies_without_copying) {
    request_parser parser;
    const std::string head = get + "Content-Length: 8\r\n\r\n";
    ASSERT_EQ(parser.feed(head)->event, parse_event::head);
    const std::string first = "abcde";
    const auto step = parser.feed(first);
    EXPECT_EQ(step->event, parse_event::body);
    EXPECT_EQ(step->body.data(), first.data());
    EXPECT_EQ(step->consumed, 5U);
    EXPECT_EQ(parser.feed("")->event, parse_event::need_more);
    EXPECT_EQ(parser.feed("fghGET")->consumed, 3U);
    EXPECT_EQ(parser.feed("GET")->event, parse_event::complete);
    EXPECT_EQ(parser.feed("GET")->consumed, 0U) << "until it is reset";
}

TEST(request_parser, decides_on_keep_alive) {
    const auto kept = [](const std::string& version, const std::string& fields) {
        request_parser parser;
        EXPECT_TRUE(parser.feed("GET / HTTP/" + version + "\r\nHost: a\r\n" + fields + "\r\n"));
        return parser.keep_alive();
    };
    EXPECT_TRUE(kept("1.1", ""));
    EXPECT_FALSE(kept("1.1", "Connection: close\r\n"));
    EXPECT_FALSE(kept("1.1", "Connection: foo , CLOSE\r\n"));
    EXPECT_FALSE(kept("1.1", "Connection: foo\r\nConnection: close\r\n"));
    EXPECT_TRUE(kept("1.1", "Connection: closed\r\n"));
    EXPECT_FALSE(kept("1.0", ""));
    EXPECT_TRUE(kept("1.0", "Connection: Keep-Alive\r\n"));
    EXPECT_FALSE(kept("1.0", "Connection: keep-alive, close\r\n"));
}

TEST(request_parser, knows_who_waits_for_continue) {
    EXPECT_EQ(read_requests(get + "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\nx"),
              "GET / HTTP/1.1 {Host: a; Expect: 100-Continue; Content-Length: 1} sized 1 keep "
              "expect\nbody 'x'\ncomplete\nend\n");
    EXPECT_EQ(read_requests(get + "Expect: 100-continue\r\n\r\n"),
              "GET / HTTP/1.1 {Host: a; Expect: 100-continue} none keep\ncomplete\nend\n")
        << "without a body nothing is waited for";
    EXPECT_EQ(read_requests("GET / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx"),
              "GET / HTTP/1.0 {Expect: 100-continue; Content-Length: 1} sized 1 close\nbody 'x'\n"
              "complete\nend\n")
        << "HTTP/1.0 does not know it";
    expect_refused(get + "Expect: 200-ok\r\n\r\n", 417, "100-continue");
}

TEST(request_parser, offers_an_upgrade_and_reads_on_without_it) {
    const std::string fields = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n";
    EXPECT_EQ(read_requests(get + fields + "Content-Length: 2\r\n\r\nhi" + get + "\r\n"),
              "GET / HTTP/1.1 {Host: a; Connection: keep-alive, Upgrade; Upgrade: websocket; "
              "Content-Length: 2} sized 2 keep upgrade websocket\nbody 'hi'\ncomplete\n"
              "GET / HTTP/1.1 {Host: a} none keep\ncomplete\nend\n");
    EXPECT_EQ(read_requests(get + "Upgrade: websocket\r\n\r\n"),
              "GET / HTTP/1.1 {Host: a; Upgrade: websocket} none keep\ncomplete\nend\n");
}

TEST(request_parser, forgives_a_few_empty_lines_in_front) {
    EXPECT_EQ(read_requests("\r\n\r\n" + get + "\r\n\r\n"),
              "GET / HTTP/1.1 {Host: a} none keep\ncomplete\nend\n");
    expect_refused("\r\n\r\n\r\n\r\n\r\n" + get + "\r\n", 400, "empty lines");
}

TEST(request_parser, takes_a_host_from_version_1_1_only) {
    EXPECT_EQ(read_requests("GET / HTTP/1.0\r\n\r\n"),
              "GET / HTTP/1.0 {} none close\ncomplete\nend\n");
    EXPECT_EQ(read_requests("GET / HTTP/1.1\r\nHost:\r\n\r\n"),
              "GET / HTTP/1.1 {Host: } none keep\ncomplete\nend\n");
    expect_refused("GET / HTTP/1.1\r\n\r\n", 400, "no Host");
    expect_refused(get + "host: a\r\n\r\n", 400, "more than one Host");
    expect_refused("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, "more than one Host");
    expect_refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "not a host name");
    expect_refused("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400, "not a host name");
}

TEST(request_parser, refuses_a_malformed_request_line) {
    const auto line = [](const std::string& text) { return text + "\r\nHost: a\r\n\r\n"; };
    expect_refused(line("GET /"), 400, "no HTTP version");
    expect_refused(line("GET"), 400, "no HTTP version");
    expect_refused(line("GET  / HTTP/1.1"), 400, "two spaces");
    expect_refused(line("GET /  HTTP/1.1"), 400, "well-formed HTTP version");
    expect_refused(line("GET / HTTP/1.1 "), 400, "well-formed HTTP version");
    expect_refused(line("GET / http/1.1"), 400, "well-formed HTTP version");
    expect_refused(line("GET / HTTP/1"), 400, "well-formed HTTP version");
    expect_refused(line("GET / HTTP/1.10"), 400, "well-formed HTTP version");
    expect_refused(line("GET / HTTP/11.1"), 400, "well-formed HTTP version");
    expect_refused(line("GET / ICE/1.1"), 400, "well-formed HTTP version");
    expect_refused(line("GET\t/ HTTP/1.1"), 400, "does not start with a method");
    expect_refused(line("GET /\tHTTP/1.1"), 400, "no HTTP version");
    expect_refused(line("GE\x01T / HTTP/1.1"), 400, "does not start with a method");
    expect_refused(line("GET /\0 HTTP/1.1"s), 400, "percent-encoded");
    expect_refused(line("GET /\r HTTP/1.1"), 400, "percent-encoded");
    expect_refused(line("GET /\xc3\xa4 HTTP/1.1"), 400, "percent-encoded");
    expect_refused(line("GET /a#b HTTP/1.1"), 400, "percent-encoded");
    expect_refused(line("GET a HTTP/1.1"), 400, "");
    expect_refused(line("GET * HTTP/1.1"), 400, "only OPTIONS");
    expect_refused(line("CONNECT /a HTTP/1.1"), 400, "");
    expect_refused(line(" GET / HTTP/1.1"), 400, "not HTTP");
    expect_refused(line("\x16\x03\x01\x02"), 400, "not HTTP");
    expect_refused("\n" + get + "\r\n", 400, "not HTTP");
}

TEST(request_parser, knows_what_it_does_not_speak) {
    expect_refused("GET / HTTP/0.9\r\n\r\n", 505, "HTTP/1.0 and HTTP/1.1");
    expect_refused("GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505, "HTTP/1.0 and HTTP/1.1");
    expect_refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/1.0 and HTTP/1.1");
    expect_refused("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method");
    expect_refused("get / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method");
    expect_refused("GETX / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method");
    expect_refused("SOURCE / ICE/1.0\r\nHost: a\r\n\r\n", 400, "version");
}

TEST(request_parser, refuses_lines_that_end_in_other_ways) {
    expect_refused("GET / HTTP/1.1\nHost: a\r\n\r\n", 400, "bare line feed");
    expect_refused("GET / HTTP/1.1\r\nHost: a\n\r\n", 400, "bare line feed");
    expect_refused(get + "\n", 400, "bare line feed");
    expect_refused(get + "A: b\rC: d\r\n\r\n", 400, "control character");
    expect_refused(get + "\r\r\n", 400, "");
    expect_refused(get + "\rX\r\n", 400, "");
    expect_refused(get + "A: b\r\r\n\r\n", 400, "control character");
}

TEST(request_parser, refuses_malformed_fields) {
    expect_refused(get + " A: b\r\n\r\n", 400, "white space");
    expect_refused(get + "A: b\r\n\tfolded\r\n\r\n", 400, "folded");
    expect_refused(get + "A : b\r\n\r\n", 400, "between a header name and its colon");
    expect_refused(get + "A\t: b\r\n\r\n", 400, "between a header name and its colon");
    expect_refused(get + "A b: c\r\n\r\n", 400, "header name");
    expect_refused(get + ": b\r\n\r\n", 400, "header name");
    expect_refused(get + "A(b): c\r\n\r\n", 400, "header name");
    expect_refused(get + "A\xc3\xa4: c\r\n\r\n", 400, "header name");
    expect_refused(get + "A\0: c\r\n\r\n"s, 400, "header name");
    expect_refused(get + "Abc\r\n\r\n", 400, "no colon");
    expect_refused(get + "A: b\0c\r\n\r\n"s, 400, "control character");
    expect_refused(get + "A: b\x01\r\n\r\n", 400, "control character");
    expect_refused(get + "A: b\x7f\r\n\r\n", 400, "control character");
    EXPECT_EQ(read_requests(get + "A: \xc3\xa4\tb\r\n\r\n"),
              "GET / HTTP/1.1 {Host: a; A: \xc3\xa4\tb} none keep\ncomplete\nend\n");
}

TEST(request_parser, refuses_every_doubt_about_the_length) {
    const auto lengths = [](const std::string& fields) { return get + fields + "\r\n\r\nxy"; };
    expect_refused(lengths("Content-Length: 1\r\nContent-Length: 2"), 400, "Content-Length");
    expect_refused(lengths("Content-Length: 1\r\nContent-Length: 1"), 400, "Content-Length");
    expect_refused(lengths("Content-Length: 1, 1"), 400, "Content-Length");
    expect_refused(lengths("Content-Length: +1"), 400, "Content-Length");
    expect_refused(lengths("Content-Length: -1"), 400, "Content-Length");
    expect_refused(lengths("Content-Length: 0x1"), 400, "Content-Length");
    expect_refused(lengths("Content-Length: 1 1"), 400, "Content-Length");
    expect_refused(lengths("Content-Length: 1a"), 400, "Content-Length");
    expect_refused(lengths("Content-Length:"), 400, "Content-Length");
    expect_refused(lengths("Content-Length: 18446744073709551616"), 400, "Content-Length");
    expect_refused(lengths("Content-Length : 1"), 400, "colon");
    expect_refused(lengths("Content-Length: 1\r\nTransfer-Encoding: chunked"), 400, "");
    expect_refused(lengths("Transfer-Encoding: chunked\r\nContent-Length: 1"), 400, "");
}

TEST(request_parser, understands_only_the_chunked_coding) {
    const auto coded = [](const std::string& fields) { return get + fields + "\r\n\r\n0\r\n\r\n"; };
    const std::string te = "Transfer-Encoding: ";
    EXPECT_EQ(read_requests(coded(te + "Chunked")),
              "GET / HTTP/1.1 {Host: a; Transfer-Encoding: Chunked} chunked keep\ncomplete\nend\n");
    expect_refused(coded(te + "gzip"), 501, "transfer coding");
    expect_refused(coded(te + "gzip, chunked"), 501, "transfer coding");
    expect_refused(coded(te + "identity"), 501, "transfer coding");
    expect_refused(coded(te + "xchunked"), 501, "transfer coding");
    expect_refused(coded(te + "chunked;q=1"), 501, "transfer coding");
    expect_refused(coded(te + "\"chunked\""), 501, "transfer coding");
    expect_refused(coded(te + "chunked, gzip"), 400, "");
    expect_refused(coded(te + "chunked, chunked"), 400, "");
    expect_refused(coded(te + "chunked\r\n" + te + "chunked"), 400, "");
    expect_refused(coded(te + ""), 400, "empty");
    expect_refused(coded(te + "\x0b" + "chunked"), 400, "control character");
    expect_refused("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "1.0");
}

TEST(request_parser, refuses_malformed_chunks) {
    const auto chunks = [](const std::string& text) { return post_chunked + text; };
    expect_refused(chunks("\r\nabc\r\n0\r\n\r\n"), 400, "start with its size");
    expect_refused(chunks(" 3\r\nabc\r\n0\r\n\r\n"), 400, "start with its size");
    expect_refused(chunks("-1\r\nabc\r\n0\r\n\r\n"), 400, "start with its size");
    expect_refused(chunks("0x3\r\nabc\r\n0\r\n\r\n"), 400, "invalid character");
    expect_refused(chunks("3 \r\nabc\r\n0\r\n\r\n"), 400, "invalid character");
    expect_refused(chunks("3\nabc\r\n0\r\n\r\n"), 400, "invalid character");
    expect_refused(chunks("3\rXabc\r\n0\r\n\r\n"), 400, "bare carriage return");
    expect_refused(chunks("3\r\nabcXX0\r\n\r\n"), 400, "longer than its size");
    expect_refused(chunks("3\r\nabc\n0\r\n\r\n"), 400, "longer than its size");
    expect_refused(chunks("3\r\nabc\rX0\r\n\r\n"), 400, "line end");
    expect_refused(chunks("3\r\nab\r\n0\r\n\r\n"), 400, "");
    expect_refused(chunks("3;a\nabc\r\n0\r\n\r\n"), 400, "control character");
    expect_refused(chunks("3;a\rX\r\nabc\r\n0\r\n\r\n"), 400, "bare carriage return");
    expect_refused(chunks("3;a\0b\r\nabc\r\n0\r\n\r\n"s), 400, "control character");
    expect_refused(chunks("10000000000000000\r\nabc"), 400, "too many digits");
    expect_refused(chunks("00000000000000003\r\nabc"), 400, "too many digits");
    expect_refused(chunks("ffffffffffffffff\r\nabc"), 413, "body");
    expect_refused(chunks("0\r\nA: b\n\r\n"), 400, "bare line feed");
    expect_refused(chunks("0\r\n A: b\r\n\r\n"), 400, "white space");
    expect_refused(chunks("0\r\nA : b\r\n\r\n"), 400, "colon");
}

TEST(request_parser, keeps_its_limits) {
    const parser_limits limits{.head_bytes = 100,
                               .header_count = 3,
                               .target_bytes = 20,
                               .chunk_extension_bytes = 10,
                               .body_bytes = 8};
    const std::string longest = "/" + std::string(19, 'x');
    EXPECT_EQ(read_requests("GET " + longest + " HTTP/1.0\r\n\r\n", limits),
              "GET " + longest + " HTTP/1.0 {} none close\ncomplete\nend\n");
    expect_refused("GET " + longest + "x HTTP/1.0\r\n\r\n", 414, "target", limits);
    expect_refused("GET /" + std::string(5000, 'x'), 414, "target", limits);
    const std::string fields = "A: b\r\nC: d\r\n";
    EXPECT_EQ(read_requests(get + fields + "\r\n", limits),
              "GET / HTTP/1.1 {Host: a; A: b; C: d} none keep\ncomplete\nend\n");
    expect_refused(get + fields + "E: f\r\n\r\n", 431, "too many", limits);
    const std::string filler(100 - get.size() - 7, 'x');
    EXPECT_TRUE(read_requests(get + "A: " + filler + "\r\n\r\n", limits).ends_with("end\n"));
    expect_refused(get + "A: x" + filler + "\r\n\r\n", 431, "too large", limits);
    expect_refused(get + "A: " + std::string(5000, 'x'), 431, "too large", limits);
}

TEST(request_parser, keeps_the_limits_of_bodies) {
    const parser_limits limits{
        .head_bytes = 100, .header_count = 3, .chunk_extension_bytes = 10, .body_bytes = 8};
    EXPECT_TRUE(
        read_requests(get + "Content-Length: 8\r\n\r\n01234567", limits).ends_with("end\n"));
    expect_refused(get + "Content-Length: 9\r\n\r\n", 413, "body", limits);
    EXPECT_TRUE(read_requests(post_chunked + "4\r\nabcd\r\n4\r\nabcd\r\n0\r\n\r\n", limits)
                    .ends_with("body 'abcdabcd'\ncomplete\nend\n"));
    expect_refused(post_chunked + "4\r\nabcd\r\n5\r\nabcde", 413, "body", limits);
    EXPECT_TRUE(read_requests(post_chunked + "1;12345\r\na\r\n0;12345\r\n\r\n", limits)
                    .ends_with("body 'a'\ncomplete\nend\n"));
    expect_refused(post_chunked + "1;12345\r\na\r\n0;123456\r\n\r\n", 413, "extensions", limits);
    expect_refused(post_chunked + "0\r\nA: b\r\nA: b\r\nA: b\r\nA: b\r\n\r\n", 431, "", limits);
    expect_refused(post_chunked + "0\r\nA: " + std::string(200, 'x'), 431, "", limits);
}

TEST(request_parser, the_limit_of_a_body_can_change_once_the_head_is_known) {
    const std::string input = get + "Content-Length: 9\r\n\r\n";
    request_parser parser({.body_bytes = 8});
    ASSERT_EQ(parser.feed(input)->event, parse_event::head);
    parser.limit_body(9);
    EXPECT_EQ(parser.feed("123456789")->event, parse_event::body);
    EXPECT_EQ(parser.feed("")->event, parse_event::complete);
    parser.reset();
    ASSERT_EQ(parser.feed(input)->event, parse_event::head);
    EXPECT_EQ(parser.feed("").error().status, status::content_too_large) << "for one request only";
}

TEST(request_parser, tells_a_clean_end_from_a_cut) {
    EXPECT_EQ(read_requests(""), "end\n");
    EXPECT_EQ(read_requests("\r\n"), "end\n");
    EXPECT_EQ(read_requests("GE"),
              "cut 400: the connection was closed within the head of a request\n");
    EXPECT_TRUE(read_requests(get + "Content-Length: 3\r\n\r\nab").ends_with("within the body\n"));
    EXPECT_TRUE(read_requests(post_chunked + "3\r\nabc\r\n").ends_with("within the body\n"));
    EXPECT_TRUE(read_requests(post_chunked + "0\r\n").ends_with("within the body\n"));
}

TEST(request_parser, repeats_its_error_until_it_is_reset) {
    request_parser parser;
    EXPECT_TRUE(parser.idle());
    EXPECT_FALSE(parser.feed("\x16"));
    EXPECT_FALSE(parser.idle());
    EXPECT_FALSE(parser.feed(get + "\r\n"));
    EXPECT_FALSE(parser.finish());
    EXPECT_FALSE(parser.keep_alive());
    parser.reset();
    EXPECT_TRUE(parser.idle());
    EXPECT_EQ(parser.feed(get + "\r\n")->event, parse_event::head);
    EXPECT_FALSE(parser.idle());
    request_parser moved = std::move(parser);
    EXPECT_EQ(moved.feed("")->event, parse_event::complete);
}

TEST(request_parser, what_it_reads_anew_has_nothing_of_the_request_before) {
    request_parser parser;
    for (int i = 0; i < 3; ++i) {
        const std::string body = post_chunked + "1\r\nx\r\n0\r\nT: u\r\n\r\n";
        ASSERT_EQ(parser.feed(body)->event, parse_event::head);
        std::string_view rest = std::string_view(body).substr(post_chunked.size());
        for (auto step = parser.feed(rest); step->event != parse_event::complete;
             step = parser.feed(rest))
            rest.remove_prefix(step->consumed);
        EXPECT_EQ(parser.trailers().size(), 1U);
        parser.reset();
        ASSERT_EQ(parser.feed("GET /2 HTTP/1.1\r\nHost: b\r\n\r\n")->event, parse_event::head);
        EXPECT_EQ(test::describe(parser), "GET /2 HTTP/1.1 {Host: b} none keep");
        EXPECT_TRUE(parser.trailers().empty());
        parser.reset();
    }
}

}  // namespace
}  // namespace weir::http
