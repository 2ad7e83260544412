// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"
#include "support/http_transcript.hpp"

#include <weir/http/serialize.hpp>

#include <string>

namespace weir::fuzz {
namespace {

constexpr std::string_view head =
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

/// A body as it was taken apart, and how far it reached.
struct body {
    bool complete = false;
    std::string text;
    http::headers trailers;
    std::size_t end = 0;
};

body read(std::string_view input) {
    http::request_parser parser;
    check(parser.feed(head)->event == http::parse_event::head, "the fixed head is refused");
    body b;
    for (;;) {
        const auto step = parser.feed(input.substr(b.end));
        if (!step || step->event == http::parse_event::need_more) return b;
        check(step->consumed <= input.size() - b.end, "more was consumed than there is");
        b.end += step->consumed;
        b.text += step->body;
        if (step->event != http::parse_event::complete) continue;
        b.complete = true;
        b.trailers = parser.trailers();
        return b;
    }
}

/// What is written for an accepted body, in chunks of another size, reads back the same.
void check_rewritten(const body& accepted) {
    buffer_chain out;
    for (std::size_t i = 0; i < accepted.text.size(); i += 7)
        http::append_chunk(out, std::string_view(accepted.text).substr(i, 7));
    http::append_last_chunk(out, accepted.trailers);
    const std::string written = out.to_string();
    const body again = read(written);
    check(again.complete && again.end == written.size(), "a written body is refused");
    check(again.text == accepted.text, "the body changed");
    check(test::text_of(again.trailers) == test::text_of(accepted.trailers),
          "the trailers changed");
}

}  // namespace

void chunked(std::string_view input) {
    const std::string whole(std::string(head) + std::string(input));
    check_cuts(whole, [](const test::pieces& cut) { return test::requests_in(cut); }, head.size());
    const auto bounded = [](const test::pieces& cut) {
        return test::requests_in(cut,
                                 {.header_count = 3, .chunk_extension_bytes = 6, .body_bytes = 20});
    };
    check_cuts(whole, bounded, head.size());
    if (const body accepted = read(input); accepted.complete) check_rewritten(accepted);
}

}  // namespace weir::fuzz
