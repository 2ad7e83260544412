// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/request_reader.hpp"

#include <weir/http/request_parser.hpp>

#include <array>
#include <utility>

namespace weir::inline v0::lab {
namespace {

using intake = message_intake<http::request_parser>;

constexpr http::parser_limits limits{.body_bytes = 8 << 20};

read_outcome taken_from(intake& in, connection& c) {
    c.unread = std::move(in.rest);
    http::request_head& head = in.parser.head();
    return {.kind = read_kind::complete,
            .request = {.verb = head.method,
                        .target = std::move(head.target),
                        .body = std::move(in.body),
                        .keep_alive = in.parser.keep_alive()}};
}

/// `receive(room)` gives the next bytes, 0 if there are none to be had.
template <class Receive>
read_outcome read_with(connection& c, Receive receive) {
    intake in(limits);
    std::array<char, 4096> room;
    std::string first = std::exchange(c.unread, {});
    std::string_view bytes = first;
    for (;;) {
        const auto complete = in.feed(bytes);
        if (!complete)
            return {.kind = read_kind::refused,
                    .refusal = refusal(http::to_int(complete.error().status), complete.error().why,
                                       false)};
        if (*complete) return taken_from(in, c);
        const result<std::size_t> got = receive(std::span<char>(room));
        if (!got || *got == 0) return {};
        bytes = {room.data(), *got};
    }
}

}  // namespace

read_outcome read_request(connection& c, time_point due) {
    return read_with(c, [&](std::span<char> room) -> result<std::size_t> {
        if (clock::now() > due) return fail(errc::timed_out);
        return c.socket.receive(room);
    });
}

read_outcome read_arrived_request(connection& c) {
    return read_with(c, [&](std::span<char> room) { return c.socket.receive_now(room); });
}

}  // namespace weir::inline v0::lab
