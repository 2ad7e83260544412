// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "soak/bad_peer.hpp"

#include "soak/soak_server.hpp"

#include <weir/coro.hpp>

#include <string_view>

namespace weir::soak {
namespace {

using namespace std::chrono_literals;

std::string get(std::string_view target, std::string_view more = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) + "\r\n";
}

task<result<void>> say(socket_stream& peer, std::string text) {
    co_return co_await peer.write(as_bytes(text));
}

}  // namespace

task<result<void>> bad_peer::live(time_point end) {
    while (this_task::now() < end) {
        auto peer = co_await socket_stream::connect(at_);
        if (!peer) {
            sums_.complain("cannot connect: " + peer.error().message());
            co_await ok(sleep_for(1s));
            continue;
        }
        ++sums_.faults;
        const auto done = co_await with_timeout(60s, one(std::move(*peer)));
        if (!done && done.error() == errc::timed_out) sums_.complain("a bad peer got stuck");
        co_await ok(sleep_for(std::chrono::milliseconds(20 + below(60))));
    }
    co_return {};
}

task<result<void>> bad_peer::one(socket_stream peer) {
    switch (below(6)) {
        case 0:
            co_return co_await break_off(peer);
        case 1:
            co_return co_await trickle(peer);
        case 2:
            co_return co_await say_nonsense(peer);
        case 3:
            co_return co_await never_read(peer);
        case 4:
            co_return co_await leave_while_waiting(peer);
        default:
            co_return co_await pipeline(peer);
    }
}

task<result<void>> bad_peer::break_off(socket_stream& peer) {
    const std::string body = pattern(below(60'000));
    const std::string whole =
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    co_await ok(say(peer, whole.substr(0, below(whole.size()))));
    co_await ok(sleep_for(std::chrono::milliseconds(below(30))));
    leave(peer);
    co_return {};
}

task<result<void>> bad_peer::trickle(socket_stream& peer) {
    const std::string body = pattern(40);
    const std::string whole =
        "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 40\r\n\r\n" + body;
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        co_await ok(say(peer, whole.substr(at, 3)));
        co_await ok(sleep_for(1ms));
    }
    expect((co_await ok(rest(peer))).ends_with(body), "a slow request got no answer");
    co_return {};
}

task<result<void>> bad_peer::say_nonsense(socket_stream& peer) {
    const std::string nonsense[] = {"nonsense\r\n\r\n", get("/bytes/1", "Host: b\r\n"),
                                    get("/bytes/1", "Transfer-Encoding: x\r\n"), "\x16\x03\x01"};
    co_await ok(say(peer, get("/bytes/9") + nonsense[below(4)] + get("/bytes/5")));
    const std::string answers = co_await ok(rest(peer));
    expect(answers.contains(pattern(9)) && !answers.ends_with(pattern(5)),
           "nonsense was answered in a wrong way: " + answers);
    co_return {};
}

task<result<void>> bad_peer::never_read(socket_stream& peer) {
    co_await ok(say(peer, get(below(2) == 0 ? "/bytes/4000000" : "/stream/4000000")));
    co_await ok(sleep_for(std::chrono::milliseconds(below(100))));
    leave(peer);
    co_return {};
}

task<result<void>> bad_peer::leave_while_waiting(socket_stream& peer) {
    co_await ok(say(peer, get("/wait/60000")));
    co_await ok(sleep_for(std::chrono::milliseconds(below(60))));
    leave(peer);
    co_return {};
}

task<result<void>> bad_peer::pipeline(socket_stream& peer) {
    std::string all;
    const std::size_t count = 2 + below(30);
    for (std::size_t i = 0; i < count; ++i) all += get("/bytes/" + std::to_string(i + 100));
    co_await ok(say(peer, all));
    co_await ok(peer.shutdown());
    const std::string answers = co_await ok(rest(peer));
    for (std::size_t i = 0; i < count; ++i)
        expect(answers.contains(pattern(i + 100)), "a pipelined answer is lost");
    co_return {};
}

task<result<std::string>> bad_peer::rest(socket_stream& peer) {
    std::string text;
    for (;;) {
        const auto more = co_await peer.recv();
        if (!more && more.error() == errc::eof) co_return text;
        if (!more) {
            sums_.complain("the answer to a bad peer broke off: " + more.error().message());
            co_return fail(more.error());
        }
        text += more->view();
    }
}

void bad_peer::expect(bool holds, const std::string& what) {
    if (!holds) sums_.complain(what);
}

void bad_peer::leave(socket_stream& peer) {
    below(2) == 0 ? peer.close() : peer.reset();
}

}  // namespace weir::soak
