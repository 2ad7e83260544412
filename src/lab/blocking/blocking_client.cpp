// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/blocking_client.hpp"

#include <weir/http/response_parser.hpp>

#include <array>
#include <utility>

namespace weir::inline v0::lab {

blocking_client::blocking_client(std::uint16_t port, blocking_client_options options)
    : port_(port), options_(options), host_("127.0.0.1:" + std::to_string(port)) {}

blocking_socket blocking_client::take_idle() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return {};
    blocking_socket s = std::move(idle_.back());
    idle_.pop_back();
    return s;
}

void blocking_client::keep(blocking_socket s) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < options_.idle_limit) idle_.push_back(std::move(s));
}

result<blocking_response> blocking_client::send(const blocking_request& request) {
    const std::string wire = to_wire(request, host_);
    bool answered = false;
    if (blocking_socket kept = take_idle()) {
        auto answer = exchange(kept, request.verb, wire, answered);
        if (answer && answer->keep_alive) keep(std::move(kept));
        if (answer || answered || answer.error() == errc::timed_out) return answer;
    }
    auto fresh = blocking_socket::connect(port_, options_.timeout);
    if (!fresh) return fail(fresh.error());
    auto answer = exchange(*fresh, request.verb, wire, answered);
    if (answer && answer->keep_alive) keep(std::move(*fresh));
    return answer;
}

result<blocking_response> blocking_client::exchange(blocking_socket& on, http::method verb,
                                                    std::string_view wire, bool& answered) {
    if (auto sent = on.send(wire); !sent) return fail(sent.error());
    message_intake<http::response_parser> intake({.body_bytes = options_.body_limit});
    intake.parser.reset(verb);
    std::array<char, 4096> room;
    for (bool complete = false; !complete;) {
        const auto got = on.receive(room);
        if (!got) return fail(got.error());
        answered = true;
        const auto fed = intake.feed({room.data(), *got});
        if (!fed) return fail(fed.error().code());
        complete = *fed;
    }
    const http::response_head& head = intake.parser.head();
    return blocking_response{
        .status = http::to_int(head.status),
        .content_type = std::string(head.headers.get("content-type").value_or("")),
        .etag = std::string(head.headers.get("etag").value_or("")),
        .body = std::move(intake.body),
        .keep_alive = intake.parser.keep_alive() && intake.rest.empty()};
}

}  // namespace weir::inline v0::lab
