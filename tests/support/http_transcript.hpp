// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a parser of the module http says about an input, as text that can be compared: one line an
/// event, the parts of a body joined. However the input is cut into pieces, it must be the same.
///
///     EXPECT_EQ(requests_in("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
///               "GET / HTTP/1.1 {Host: a} none keep\ncomplete\nend\n");

#include <weir/http/request_parser.hpp>
#include <weir/http/response_parser.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace weir::test {

/// Cuts an input into the pieces in which it is fed.
using pieces = std::vector<std::string_view>;

inline pieces whole(std::string_view input) {
    return {input};
}

inline pieces in_steps(std::string_view input, std::size_t step) {
    pieces all;
    for (std::size_t i = 0; i < input.size(); i += step) all.push_back(input.substr(i, step));
    return all;
}

inline pieces cut_at_random(std::string_view input, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    pieces all;
    while (!input.empty()) {
        const std::size_t most = random() % 3 == 0 ? input.size() : 9;
        const std::size_t size = std::min<std::size_t>(1 + random() % most, input.size());
        all.push_back(input.substr(0, size));
        input.remove_prefix(size);
    }
    return all;
}

inline std::string text_of(const http::headers& fields) {
    std::string text = "{";
    for (const auto [name, value] : fields) {
        if (text.size() > 1) text += "; ";
        text.append(name).append(": ").append(value);
    }
    return text + "}";
}

inline std::string text_of(http::body_framing framing) {
    switch (framing.kind) {
        case http::body_kind::none:
            return "none";
        case http::body_kind::sized:
            return "sized " + std::to_string(framing.length);
        case http::body_kind::chunked:
            return "chunked";
        case http::body_kind::until_close:
            return "until close";
    }
    return "?";
}

inline std::string text_of(const http::parse_error& error) {
    return std::to_string(to_int(error.status)) + ": " + std::string(error.why);
}

inline std::string describe(const http::request_parser& parser) {
    const http::request_head& head = parser.head();
    std::string text(to_string(head.method));
    text += " " + head.target + " " + std::string(to_string(head.version)) + " ";
    text += text_of(head.headers) + " " + text_of(parser.framing());
    text += parser.keep_alive() ? " keep" : " close";
    if (parser.expects_continue()) text += " expect";
    if (!parser.upgrade().empty()) text += " upgrade " + std::string(parser.upgrade());
    return text;
}

inline std::string describe(const http::response_parser& parser) {
    const http::response_head& head = parser.head();
    std::string text(to_string(head.version));
    text += " " + std::to_string(to_int(head.status)) + " '" + head.reason + "' ";
    text += text_of(head.headers) + " " + text_of(parser.framing());
    text += parser.keep_alive() ? " keep" : " close";
    if (parser.upgraded()) text += " upgraded";
    return text;
}

/// Feeds the pieces one after the other, resets after each message, and ends.
template <class Parser, class Reset>
std::string transcript(Parser& parser, const pieces& input, Reset&& reset) {
    std::string text;
    std::string body;
    const auto flush = [&] {
        if (!body.empty()) text += "body '" + body + "'\n";
        body.clear();
    };
    for (std::string_view piece : input) {
        for (bool more = false; !more;) {
            const auto step = parser.feed(piece);
            if (!step) {
                flush();
                return text + "error " + text_of(step.error()) + "\n";
            }
            piece.remove_prefix(step->consumed);
            body += step->body;
            more = step->event == http::parse_event::need_more;
            if (more && !piece.empty()) return text + "left bytes without an event\n";
            if (step->event == http::parse_event::head) text += describe(parser) + "\n";
            if (step->event != http::parse_event::complete) continue;
            flush();
            text += "complete";
            if (!parser.trailers().empty()) text += " " + text_of(parser.trailers());
            text += "\n";
            if (!reset(parser)) return text + "rest '" + std::string(piece) + "'\n";
            more = piece.empty();
        }
    }
    const auto finished = parser.finish();
    flush();
    return text + (finished ? "end\n" : "cut " + text_of(finished.error()) + "\n");
}

inline std::string requests_in(const pieces& input, const http::parser_limits& limits = {}) {
    http::request_parser parser(limits);
    return transcript(parser, input, [](http::request_parser& p) {
        p.reset();
        return true;
    });
}

/// All responses are to requests of that method. Ends at an upgrade.
inline std::string responses_in(const pieces& input, http::method request = http::method::get,
                                const http::parser_limits& limits = {}) {
    http::response_parser parser(limits);
    parser.reset(request);
    return transcript(parser, input, [request](http::response_parser& p) {
        if (p.upgraded()) return false;
        p.reset(request);
        return true;
    });
}

/// The transcript, after checking that it is the same for many cuts; otherwise a complaint.
template <class Read>
std::string same_for_every_cut(std::string_view input, Read&& read) {
    const std::string expected = read(whole(input));
    const auto differs = [&](const pieces& cut, const std::string& how) {
        const std::string actual = read(cut);
        return actual == expected ? "" : how + " gives\n" + actual + "instead of\n" + expected;
    };
    std::string complaint = differs(in_steps(input, 1), "byte by byte");
    for (std::uint64_t seed = 0; seed < 8 && complaint.empty(); ++seed)
        complaint = differs(cut_at_random(input, seed), "random cut");
    return complaint.empty() ? expected : complaint;
}

}  // namespace weir::test
