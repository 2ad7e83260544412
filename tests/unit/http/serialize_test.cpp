// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/http_transcript.hpp"

#include <weir/http/date.hpp>
#include <weir/http/serialize.hpp>

namespace weir::http {
namespace {

using namespace std::string_literals;

template <class Head>
std::string written(const Head& head, const head_options& options = {}) {
    buffer_chain out;
    const auto done = write_head(out, head, options);
    EXPECT_EQ(done.has_value(), !out.empty());
    return done ? out.to_string() : done.error().message();
}

request_head request_to(std::string target, method verb = method::get) {
    request_head head{.method = verb, .target = std::move(target)};
    EXPECT_TRUE(head.headers.set("Host", "a"));
    return head;
}

TEST(serialize, writes_a_request) {
    auto head = request_to("/x?y");
    EXPECT_TRUE(head.headers.append("Accept", "*/*"));
    EXPECT_EQ(written(head), "GET /x?y HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n");
    head.method = method::put;
    EXPECT_EQ(written(head, {.framing = body_framing::sized(12)}),
              "PUT /x?y HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nContent-Length: 12\r\n\r\n");
    EXPECT_EQ(written(head, {.framing = body_framing::chunked(), .connection = "close"}),
              "PUT /x?y HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nConnection: close\r\n"
              "Transfer-Encoding: chunked\r\n\r\n");
}

TEST(serialize, a_request_that_usually_has_a_body_says_when_it_has_none) {
    EXPECT_EQ(written(request_to("/", method::post)),
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(written(request_to("/", method::delete_)), "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n");
}

TEST(serialize, refuses_a_request_that_would_break_the_protocol) {
    const std::string refused = make_error_code(errc::bad_argument).message();
    for (const auto& target : {""s, "/a b"s, "/\r\nX: y"s, "/\0"s, "/#f"s, "/\xc3\xa4"s})
        EXPECT_EQ(written(request_to(target)), refused) << testing::PrintToString(target);
    EXPECT_EQ(written(request_head()), refused) << "no Host";
    EXPECT_EQ(written(request_head{.version = version::http_1_0}), "GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(written(request_to("/"), {.connection = "a\r\nb"}), refused);
}

TEST(serialize, writes_a_response) {
    response_head head;
    EXPECT_TRUE(head.headers.set("Content-Type", "text/plain"));
    EXPECT_EQ(
        written(head, {.framing = body_framing::sized(5), .date = "D", .connection = "close"}),
        "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nConnection: close\r\n"
        "Content-Length: 5\r\n\r\n");
    head.status = status{299};
    head.reason = "As It Is";
    EXPECT_EQ(written(head, {.framing = body_framing::until_close()}),
              "HTTP/1.1 299 As It Is\r\nContent-Type: text/plain\r\n\r\n");
    head.reason.clear();
    head.headers.clear();
    EXPECT_EQ(written(head), "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n");
}

TEST(serialize, the_status_decides_which_framing_may_be_said) {
    const auto with = [](status s, body_framing framing) {
        return written(response_head{.status = s}, {.framing = framing});
    };
    EXPECT_EQ(with(status::no_content, body_framing::sized(0)), "HTTP/1.1 204 No Content\r\n\r\n");
    EXPECT_EQ(with(status::no_content, body_framing::chunked()), "HTTP/1.1 204 No Content\r\n\r\n");
    EXPECT_EQ(with(status::continue_, body_framing::none()), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(with(status::not_modified, body_framing::none()),
              "HTTP/1.1 304 Not Modified\r\n\r\n");
    EXPECT_EQ(with(status::not_modified, body_framing::sized(7)),
              "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n");
    EXPECT_EQ(with(status::not_found, body_framing::none()),
              "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
}

TEST(serialize, its_own_framing_replaces_what_the_head_says) {
    response_head head;
    EXPECT_TRUE(head.headers.set("content-length", "99"));
    EXPECT_TRUE(head.headers.set("Transfer-Encoding", "gzip"));
    EXPECT_TRUE(head.headers.set("connection", "keep-alive"));
    EXPECT_TRUE(head.headers.set("date", "mine"));
    EXPECT_EQ(
        written(head, {.framing = body_framing::sized(1), .date = "theirs"}),
        "HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ndate: mine\r\nContent-Length: 1\r\n\r\n");
    EXPECT_EQ(written(head, {.connection = "close"}),
              "HTTP/1.1 200 OK\r\ndate: mine\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

TEST(serialize, refuses_a_response_that_would_break_the_protocol) {
    const std::string refused = make_error_code(errc::bad_argument).message();
    EXPECT_EQ(written(response_head{.status = status{99}}), refused);
    EXPECT_EQ(written(response_head{.status = status{1000}}), refused);
    EXPECT_EQ(written(response_head{.reason = "a\r\nb"}), refused);
    EXPECT_EQ(written(response_head(), {.date = "\n"}), refused);
}

TEST(serialize, frames_chunks) {
    buffer_chain out;
    append_chunk(out, "hello");
    append_chunk(out, "");
    append_chunk(out, buffer());
    append_chunk(out, buffer::copy_of(std::string(26, 'x')));
    append_last_chunk(out);
    EXPECT_EQ(out.to_string(), "5\r\nhello\r\n1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
    out.clear();
    headers trailers;
    EXPECT_TRUE(trailers.append("Digest", "x"));
    append_last_chunk(out, trailers);
    EXPECT_EQ(out.to_string(), "0\r\nDigest: x\r\n\r\n");
}

TEST(serialize, a_buffer_is_sent_without_a_copy) {
    buffer_chain out;
    buffer data = buffer::copy_of(std::string(5000, 'x'));
    const auto* where = data.data();
    append_chunk(out, std::move(data));
    ASSERT_EQ(out.pieces(), 3U);
    std::array<iovec, 3> pieces{};
    ASSERT_EQ(out.fill_iovec(pieces), 3U);
    EXPECT_EQ(pieces[1].iov_base, where);
}

TEST(serialize, what_it_writes_the_parsers_read) {
    buffer_chain out;
    auto request = request_to("/a", method::post);
    ASSERT_TRUE(write_head(out, request, {.framing = body_framing::chunked()}));
    append_chunk(out, "one");
    append_chunk(out, "two");
    append_last_chunk(out);
    EXPECT_EQ(test::requests_in({out.to_string()}),
              "POST /a HTTP/1.1 {Host: a; Transfer-Encoding: chunked} chunked keep\nbody 'onetwo'\n"
              "complete\nend\n");
    out.clear();
    const std::string date = format_date(std::chrono::sys_seconds());
    ASSERT_TRUE(
        write_head(out, response_head(), {.framing = body_framing::sized(2), .date = date}));
    out.append_copy("hi");
    EXPECT_EQ(test::responses_in({out.to_string()}),
              "HTTP/1.1 200 'OK' {Date: Thu, 01 Jan 1970 00:00:00 GMT; Content-Length: 2} sized 2 "
              "keep\nbody 'hi'\ncomplete\nend\n");
}

}  // namespace
}  // namespace weir::http
