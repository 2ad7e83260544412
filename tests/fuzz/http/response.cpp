// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"
#include "support/http_transcript.hpp"

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
        check(test::responses_in(test::in_steps(input, 1), request, limits) == whole,
              "byte by byte differs");
        check(
            test::responses_in(test::cut_at_random(input, input.size()), request, limits) == whole,
            "a cut differs");
    }
}

}  // namespace weir::fuzz
