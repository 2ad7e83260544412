// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/body_reader.hpp"
#include "http/head_reader.hpp"
#include "http/line_rules.hpp"
#include "http/line_scanner.hpp"
#include "http/message_rules.hpp"

#include <weir/http/response_parser.hpp>

#include <optional>

namespace weir::inline v0::http {

struct response_parser::state {
    explicit state(const parser_limits& limits)
        : scanner(detail::line_scanner::section::response, limits), body(limits) {
        head.headers = headers({.count = limits.header_count, .bytes = limits.head_bytes});
    }

    result<parse_step, parse_error> read(std::string_view data) {
        if (has_head && interim()) {
            if (++interims > most_interim_responses)
                return detail::refuse("there are too many interim responses");
            scanner.reset();
            has_head = false;
        }
        if (has_head) return body.feed(framing, data);
        const auto taken = scanner.feed(data);
        if (!taken) return std::unexpected(taken.error());
        if (!scanner.complete()) return parse_step{parse_event::need_more, *taken};
        if (auto understood = understand(); !understood) return std::unexpected(understood.error());
        has_head = true;
        return parse_step{parse_event::head, *taken};
    }

    result<void, parse_error> understand() {
        if (auto read = detail::read_head(scanner.text(), scanner.fields(), head); !read)
            return read;
        const auto announced = detail::announced_framing(head.version, head.headers);
        if (!announced) return std::unexpected(announced.error());
        framing = *announced;
        if (!allows_body(head.status) || request == method::head || upgraded())
            framing = body_framing::none();
        else if (framing.kind == body_kind::none)
            framing = body_framing::until_close();
        return {};
    }

    [[nodiscard]] bool upgraded() const noexcept {
        return head.status == status::switching_protocols ||
               (request == method::connect && is_success(head.status));
    }
    [[nodiscard]] bool interim() const noexcept {
        return is_informational(head.status) && !upgraded();
    }

    detail::line_scanner scanner;
    detail::body_reader body;
    response_head head;
    body_framing framing;
    method request = method::get;
    int interims = 0;
    bool has_head = false;
    std::optional<parse_error> error;
};

response_parser::response_parser(const parser_limits& limits)
    : state_(std::make_unique<state>(limits)) {}
response_parser::response_parser(response_parser&&) noexcept = default;
response_parser& response_parser::operator=(response_parser&&) noexcept = default;
response_parser::~response_parser() = default;

result<parse_step, parse_error> response_parser::feed(std::string_view data) {
    if (state_->error) return std::unexpected(*state_->error);
    auto step = state_->read(data);
    if (!step) state_->error = step.error();
    return step;
}

result<void, parse_error> response_parser::finish() {
    if (state_->error) return std::unexpected(*state_->error);
    if (idle()) return {};
    if (!state_->has_head || state_->interim())
        return detail::refuse("the connection was closed within the head of a response");
    return state_->body.finish(state_->framing);
}

void response_parser::reset(method request) {
    state_->scanner.reset();
    state_->body.reset();
    state_->head.headers.clear();
    state_->framing = {};
    state_->request = request;
    state_->interims = 0;
    state_->has_head = false;
    state_->error.reset();
}

void response_parser::limit_body(std::uint64_t bytes) noexcept {
    state_->body.limit(bytes);
}

response_head& response_parser::head() noexcept {
    return state_->head;
}
const response_head& response_parser::head() const noexcept {
    return state_->head;
}
body_framing response_parser::framing() const noexcept {
    return state_->framing;
}

bool response_parser::keep_alive() const noexcept {
    return !state_->error && !state_->upgraded() &&
           state_->framing.kind != body_kind::until_close &&
           wants_keep_alive(state_->head.version, state_->head.headers);
}

bool response_parser::upgraded() const noexcept {
    return state_->has_head && state_->upgraded();
}

const headers& response_parser::trailers() const noexcept {
    return state_->body.trailers();
}

bool response_parser::idle() const noexcept {
    return !state_->error && !state_->has_head && state_->interims == 0 && state_->scanner.idle();
}

bool response_parser::complete() const noexcept {
    return state_->body.complete();
}

}  // namespace weir::inline v0::http
