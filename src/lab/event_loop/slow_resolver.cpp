// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/slow_resolver.hpp"

#include <weir/base/buffer.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>

#include <utility>

namespace weir::inline v0::lab {
namespace {

// RFC 1035, section 4.1.1: where the flags and the number of answers stand in the header.
constexpr std::size_t header_bytes = 12;
constexpr std::size_t flags = 2;
constexpr std::size_t answer_count = 7;
constexpr char is_answer = '\x80';
constexpr std::size_t longest_question = 500;

/// A pointer to the name in the question, type A, class IN, no time to live, 127.0.0.1.
constexpr std::string_view loopback_record("\xC0\x0C\0\1\0\1\0\0\0\0\0\4\x7F\0\0\1", 16);

task<result<void>> answer_later(udp_socket& socket, duration delay, datagram question) {
    const auto text = dns_answer(question.data.bytes());
    if (!text) co_return result<void>();
    co_await ok(sleep_for(delay));
    co_await ok(socket.send_to(as_bytes(*text), question.from));
    co_return result<void>();
}

}  // namespace

std::optional<std::string> dns_answer(std::span<const std::byte> question) {
    if (question.size() < header_bytes || question.size() > longest_question) return std::nullopt;
    std::string text(reinterpret_cast<const char*>(question.data()), question.size());
    if ((text[flags] & is_answer) != 0) return std::nullopt;
    text[flags] = static_cast<char>(text[flags] | is_answer);
    text[answer_count] = 1;
    return text.append(loopback_record);
}

result<slow_resolver> slow_resolver::listen(duration delay) {
    auto socket = udp_socket::bind(address::loopback(0), {.datagram_size = longest_question + 1});
    if (!socket) return fail(socket.error());
    return slow_resolver(std::move(*socket), delay);
}

task<result<void>> slow_resolver::run() {
    co_return co_await with_scope([&](scope& s) -> task<result<void>> {
        for (;;) {
            datagram question = co_await ok(socket_.recv());
            s.spawn("dns answer", &answer_later, std::ref(socket_), delay_, std::move(question));
        }
    });
}

}  // namespace weir::inline v0::lab
