// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"
#include "support/http_transcript.hpp"

#include <weir/http/serialize.hpp>

namespace weir::fuzz {
namespace {

/// The first byte of an input chooses the request that is answered.
http::method request_of(char choice) {
    switch (choice) {
        case 'H':
            return http::method::head;
        case 'C':
            return http::method::connect;
        default:
            return http::method::get;
    }
}

http::headers without_framing(http::headers fields) {
    fields.erase("content-length");
    fields.erase("transfer-encoding");
    return fields;
}

/// What is written for an accepted head is accepted and means the same.
void check_rewritten(const http::response_parser& parser, http::method request) {
    const http::response_head& head = parser.head();
    buffer_chain out;
    const auto written = write_head(out, head, {.framing = parser.framing()});
    check(written.has_value(), "an accepted response head cannot be written");
    http::response_parser again({.head_bytes = 1 << 20, .body_bytes = UINT64_MAX});
    again.reset(request);
    const auto step = again.feed(out.to_string());
    check(step && step->event == http::parse_event::head, "a written response head is refused");
    check(again.head().status == head.status, "the status changed");
    check(again.head().reason == head.reason || head.reason.empty(), "the phrase changed");
    check(again.framing() == parser.framing() ||
              (again.framing().empty() && parser.framing().empty()),
          "the framing changed");
    check(test::text_of(without_framing(again.head().headers)) ==
              test::text_of(without_framing(head.headers)),
          "the fields changed");
}

}  // namespace

void response(std::string_view input) {
    if (input.empty()) return;
    const http::method request = request_of(input.front());
    input.remove_prefix(1);
    for (const http::parser_limits& limits :
         {http::parser_limits{},
          http::parser_limits{.head_bytes = 150, .header_count = 4, .body_bytes = 30}}) {
        const std::string whole = test::responses_in(test::whole(input), request, limits);
        // An upgrade ends the transcript with what was left of a piece, which depends on the cut.
        if (whole.contains(" upgraded\n")) continue;
        check_cuts(input, [&](const test::pieces& cut) {
            return test::responses_in(cut, request, limits);
        });
    }
    http::response_parser parser;
    parser.reset(request);
    const auto step = parser.feed(input);
    if (step && step->event == http::parse_event::head) check_rewritten(parser, request);
}

}  // namespace weir::fuzz
