// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the tests of the pooled client share.

#include "http_test.hpp"

#include <weir/http/client.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace weir::test {

inline std::string url_of(const address& at, std::string_view target = "/") {
    return "http://" + at.to_string() + std::string(target);
}

inline task<result<std::string>> fetch(http::client& web, std::string url) {
    http::client_response answer = co_await ok(web.get(std::move(url)));
    co_return co_await answer.text();
}

/// Accepts one connection after the other and does with each what the test says.
class scripted_server {
public:
    static task<result<scripted_server>> start() {
        co_return scripted_server(co_await ok(listener::listen(address::loopback(0))));
    }
    [[nodiscard]] std::string url() const { return url_of(listener_.local_address()); }

    task<result<raw_peer>> accept() {
        accepted next = co_await ok(listener_.accept());
        co_return raw_peer(std::move(next.stream));
    }
    /// The next connection, and a request without a body on it.
    task<result<raw_peer>> accept_request() {
        raw_peer peer = co_await ok(accept());
        co_await ok(peer.until("\r\n\r\n"));
        co_return peer;
    }

private:
    explicit scripted_server(listener l) noexcept : listener_(std::move(l)) {}
    listener listener_;
};

inline constexpr const char* hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

}  // namespace weir::test
