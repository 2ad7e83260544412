// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/body_reader.hpp"
#include "http/head_reader.hpp"
#include "http/header_access.hpp"
#include "http/line_rules.hpp"
#include "http/line_scanner.hpp"
#include "http/message_rules.hpp"

#include <weir/http/request_parser.hpp>

#include <optional>

namespace weir::inline v0::http {
namespace {

// What a parser holds on to between two requests.
constexpr std::size_t kept_target = 4096;

}  // namespace

struct request_parser::state {
    explicit state(const parser_limits& limits)
        : scanner(detail::line_scanner::section::request, limits), body(limits) {
        head.headers = headers({.count = limits.header_count, .bytes = limits.head_bytes});
    }

    result<parse_step, parse_error> read(std::string_view data) {
        if (has_head) return read_body(data);
        const auto taken = scanner.feed(data);
        if (!taken) return std::unexpected(taken.error());
        if (!scanner.complete()) return parse_step{parse_event::need_more, *taken};
        if (auto understood = understand(); !understood) return std::unexpected(understood.error());
        has_head = true;
        return parse_step{parse_event::head, *taken};
    }

    result<parse_step, parse_error> read_body(std::string_view data) {
        auto step = body.feed(framing, data);
        const bool ended = step && step->event == parse_event::complete;
        if (!ended || body.trailers().empty()) return step;
        auto checked = detail::check_trailers(body.trailers());
        return checked ? step : std::unexpected(checked.error());
    }

    result<void, parse_error> understand() {
        if (auto read = detail::read_head(scanner.text(), scanner.fields(), head); !read)
            return read;
        const auto announced = detail::announced_framing(head.version, head.headers);
        if (!announced) return std::unexpected(announced.error());
        framing = *announced;
        return detail::check_request(head);
    }

    detail::line_scanner scanner;
    detail::body_reader body;
    request_head head;
    body_framing framing;
    bool has_head = false;
    std::optional<parse_error> error;
};

request_parser::request_parser(const parser_limits& limits)
    : state_(std::make_unique<state>(limits)) {}
request_parser::request_parser(request_parser&&) noexcept = default;
request_parser& request_parser::operator=(request_parser&&) noexcept = default;
request_parser::~request_parser() = default;

result<parse_step, parse_error> request_parser::feed(std::string_view data) {
    if (state_->error) return std::unexpected(*state_->error);
    auto step = state_->read(data);
    if (!step) state_->error = step.error();
    return step;
}

result<void, parse_error> request_parser::finish() {
    if (state_->error) return std::unexpected(*state_->error);
    if (state_->has_head) return state_->body.finish(state_->framing);
    if (idle()) return {};
    return detail::refuse("the connection was closed within the head of a request");
}

void request_parser::reset() {
    state_->scanner.reset();
    state_->body.reset();
    state_->head.headers.clear();
    if (state_->head.target.capacity() > kept_target) state_->head.target = {};
    state_->head.target.clear();
    state_->framing = {};
    state_->has_head = false;
    state_->error.reset();
}

void request_parser::limit_body(std::uint64_t bytes) noexcept {
    state_->body.limit(bytes);
}

request_head& request_parser::head() noexcept {
    return state_->head;
}
const request_head& request_parser::head() const noexcept {
    return state_->head;
}
body_framing request_parser::framing() const noexcept {
    return state_->framing;
}

bool request_parser::keep_alive() const noexcept {
    return !state_->error && wants_keep_alive(state_->head.version, state_->head.headers);
}

bool request_parser::expects_continue() const noexcept {
    return state_->head.version == version::http_1_1 && !state_->framing.empty() &&
           detail::header_access::has_token(state_->head.headers, detail::known_field::expect,
                                            "100-continue");
}

std::string_view request_parser::upgrade() const noexcept {
    const request_head& head = state_->head;
    const bool offered =
        head.version == version::http_1_1 && head.headers.has_token("connection", "upgrade");
    return offered ? head.headers.get("upgrade").value_or("") : "";
}

const headers& request_parser::trailers() const noexcept {
    return state_->body.trailers();
}

bool request_parser::idle() const noexcept {
    return !state_->error && !state_->has_head && state_->scanner.idle();
}

}  // namespace weir::inline v0::http
