// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"
#include "support/http_transcript.hpp"

#include <weir/http/serialize.hpp>
#include <weir/http/target.hpp>

namespace weir::fuzz {
namespace {

const http::parser_limits small_limits{.head_bytes = 200,
                                       .header_count = 5,
                                       .target_bytes = 30,
                                       .chunk_extension_bytes = 8,
                                       .body_bytes = 40};

http::headers without_framing(http::headers fields) {
    fields.erase("content-length");
    fields.erase("transfer-encoding");
    return fields;
}

/// What is written for an accepted head is accepted and means the same.
void check_rewritten(const http::request_parser& parser) {
    buffer_chain out;
    const auto written = write_head(out, parser.head(), {.framing = parser.framing()});
    check(written.has_value(), "an accepted request head cannot be written");
    http::request_parser again({.head_bytes = 1 << 20});
    const auto step = again.feed(out.to_string());
    check(step && step->event == http::parse_event::head, "a written request head is refused");
    check(again.head().method == parser.head().method, "the method changed");
    check(again.head().target == parser.head().target, "the target changed");
    check(again.framing() == parser.framing() ||
              (again.framing().empty() && parser.framing().empty()),
          "the framing changed");
    check(test::text_of(without_framing(again.head().headers)) ==
              test::text_of(without_framing(parser.head().headers)),
          "the fields changed");
    static_cast<void>(http::target::parse(parser.head().target));
}

}  // namespace

void request(std::string_view input) {
    check_cuts(input, [](const test::pieces& cut) { return test::requests_in(cut); });
    check_cuts(input, [](const test::pieces& cut) { return test::requests_in(cut, small_limits); });
    http::request_parser parser;
    const auto step = parser.feed(input);
    if (step && step->event == http::parse_event::head) check_rewritten(parser);
}

}  // namespace weir::fuzz
