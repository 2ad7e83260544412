// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Whole requests and answers, as the blocking servers and clients pass them around.

#include <weir/base/result.hpp>
#include <weir/http/message.hpp>
#include <weir/http/parse.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

struct blocking_request {
    http::method verb = http::method::get;
    std::string target = "/";
    std::string body = {};
    bool keep_alive = true;
};

struct blocking_response {
    int status = 200;
    std::string content_type = "application/json";
    std::string etag = {};
    std::string body = {};
    bool keep_alive = true;
};

/// Head and body, ready to send. `host` is the value of the Host field.
[[nodiscard]] std::string to_wire(const blocking_request& request, std::string_view host);
[[nodiscard]] std::string to_wire(const blocking_response& response);

/// An error with a sentence that says why, as JSON.
[[nodiscard]] blocking_response refusal(int status, std::string_view why, bool keep_alive);

/// Gathers one message out of what is received; `Parser` is that of requests or of responses.
template <class Parser>
class message_intake {
public:
    explicit message_intake(const http::parser_limits& limits) : parser(limits) {}

    /// True when the message is complete; what followed it is then in `rest`.
    [[nodiscard]] result<bool, http::parse_error> feed(std::string_view data) {
        for (;;) {
            const auto step = parser.feed(data);
            if (!step) return std::unexpected(step.error());
            data.remove_prefix(step->consumed);
            if (step->event == http::parse_event::need_more) return false;
            if (step->event == http::parse_event::body) body.append(step->body);
            if (step->event == http::parse_event::complete) {
                rest.assign(data);
                return true;
            }
        }
    }

    Parser parser;
    std::string body = {};
    std::string rest;
};

}  // namespace weir::inline v0::lab
