// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "soak/good_peer.hpp"

#include "soak/soak_server.hpp"

#include <weir/coro.hpp>

#include <utility>

namespace weir::soak {
namespace {

using http::client_request;
using http::method;

}  // namespace

task<result<void>> good_peer::live(time_point end) {
    while (this_task::now() < end) {
        question q = make();
        ++sums_.asked;
        const auto body = co_await ask(q);
        if (!body) {
            sums_.complain("lost " + q.url + ": " + body.error().message());
        } else if (*body != q.expected) {
            sums_.complain("wrong bytes from " + q.url);
        } else {
            ++sums_.answered;
            sums_.bytes += body->size();
        }
    }
    co_return {};
}

task<result<void>> good_peer::live_impatiently(time_point end) {
    while (this_task::now() < end) {
        question q = make();
        ++sums_.canceled;
        if (below(4) == 0) {
            co_await ok(peek(q.url));
        } else {
            if (below(4) == 0) q = {base_ + "/wait/300", {}, "waited"};
            const auto patience = std::chrono::microseconds(below(below(4) == 0 ? 60'000 : 3'000));
            const auto body = co_await with_timeout(patience, ask(q));
            if (body && *body != q.expected) sums_.complain("dirty bytes from " + q.url);
        }
        co_await ok(sleep_for(std::chrono::milliseconds(20 + below(40))));
    }
    co_return {};
}

std::size_t good_peer::some_size() {
    switch (below(20)) {
        case 0:
            return 200'000 + below(800'000);
        case 1:
        case 2:
            return below(100'000);
        default:
            return below(2'000);
    }
}

good_peer::question good_peer::make() {
    const std::size_t size = some_size();
    const std::string name = std::to_string(size);
    question q{base_ + "/bytes/" + name, {}, pattern(size)};
    switch (below(8)) {
        case 0:
            q.url = base_ + "/stream/" + name;
            break;
        case 1:
        case 2:
            q.url = base_ + "/echo";
            q.request = {.verb = method::post, .body = q.expected};
            break;
        case 3:
            q.url = base_ + "/echo";
            q.request = {.verb = method::post, .stream = in_pieces(q.expected, 3'000)};
            break;
        default:
            break;
    }
    return q;
}

task<result<std::string>> good_peer::ask(question& q) {
    http::client_response answer = co_await ok(web_.send(q.url, std::move(q.request)));
    co_return co_await answer.text();
}

// Looks at the beginning of an answer and drops the rest.
task<result<void>> good_peer::peek(std::string url) {
    auto answer = co_await web_.get(std::move(url));
    if (answer && below(2) == 0) static_cast<void>(co_await answer->next_chunk());
    co_return {};
}

}  // namespace weir::soak
