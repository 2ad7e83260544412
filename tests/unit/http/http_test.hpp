// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the tests of server and client share: a server around a test's body, and a peer that sends
/// exactly the bytes it is told and shows what comes back.

#include <weir/base/log.hpp>
#include <weir/coro.hpp>
#include <weir/http/response_parser.hpp>
#include <weir/http/server.hpp>
#include <weir/net.hpp>
#include <weir/rt/runtime.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::test {

using namespace std::chrono_literals;
using handled = task<result<http::response>>;

/// Longer than anything here takes, also under a sanitizer on a busy machine.
inline constexpr duration patience = 60s;

/// Runs `body`, a callable that returns `task<result<void>>`, and expects success.
template <class F>
void run_io(F body, runtime_options options = {.shards = 1}) {
    const result<void> outcome = weir::run(
        [&]() -> task<result<void>> { co_return co_await with_timeout(patience, body()); },
        options);
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message());
}

/// Runs `body(address)` while `web` serves that address; drains afterwards.
template <class F>
void with_server(http::server& web, F body, runtime_options options = {.shards = 1}) {
    run_io(
        [&]() -> task<result<void>> {
            listener l = co_await ok(listener::listen(address::loopback(0)));
            co_return co_await with_scope([&](scope& s) -> task<result<void>> {
                s.spawn("serve", [&]() -> task<result<void>> { co_return co_await web.serve(l); });
                const result<void> outcome = co_await body(l.local_address());
                web.drain();
                co_return outcome;
            });
        },
        options);
}

/// Collects what the library warns of.
class log_capture {
public:
    log_capture() {
        lines.clear();
        set_log_sink([](log_level level, std::string_view line) noexcept {
            if (level <= log_level::warning) lines.emplace_back(line);
        });
    }
    log_capture(const log_capture&) = delete;
    log_capture& operator=(const log_capture&) = delete;
    ~log_capture() { set_log_sink(nullptr); }

    static inline std::vector<std::string> lines;
};

/// An answer as it came over the wire.
struct answer {
    int code = 0;
    int interims = 0;  ///< 1xx answers before it
    bool keep_alive = false;
    http::headers fields;
    http::body_framing framing;
    std::string body;

    [[nodiscard]] std::string field(std::string_view name) const {
        return std::string(fields.get(name).value_or("(none)"));
    }
};

class raw_peer {
public:
    explicit raw_peer(socket_stream stream) noexcept : stream_(std::move(stream)) {}

    static task<result<raw_peer>> connect(address at) {
        co_return raw_peer(co_await ok(socket_stream::connect(at)));
    }

    task<result<void>> send(std::string text) { co_return co_await stream_.write(as_bytes(text)); }

    /// Reads one answer. Errors: `errc::eof` when the connection ends before it does.
    task<result<answer>> next(http::method asked = http::method::get) {
        http::response_parser parser;
        parser.reset(asked);
        answer a;
        for (;;) {
            const auto step = parser.feed(received_);
            if (!step) co_return fail(errc::protocol_error);
            a.body += step->body;
            received_.erase(0, step->consumed);
            if (step->event == http::parse_event::head) describe(parser, a);
            if (step->event == http::parse_event::complete) co_return a;
            if (step->event != http::parse_event::need_more) continue;
            const result<void> more = co_await receive();
            if (!more && more.error() == errc::eof && !parser.idle() && parser.finish())
                co_return a;
            co_await ok(more);
        }
    }

    task<result<answer>> ask(std::string request, http::method asked = http::method::get) {
        co_await ok(send(std::move(request)));
        co_return co_await next(asked);
    }

    /// Everything up to the end of the stream.
    task<result<std::string>> rest() {
        for (;;) {
            const result<void> more = co_await receive();
            if (!more && more.error() == errc::eof) co_return std::exchange(received_, {});
            co_await ok(more);
        }
    }

    /// Everything up to and including `mark`.
    task<result<std::string>> until(std::string mark) {
        while (!received_.contains(mark)) co_await ok(receive());
        const std::size_t end = received_.find(mark) + mark.size();
        std::string text = received_.substr(0, end);
        received_.erase(0, end);
        co_return text;
    }

    [[nodiscard]] socket_stream& stream() noexcept { return stream_; }
    [[nodiscard]] const std::string& received() const noexcept { return received_; }

private:
    task<result<void>> receive() {
        const buffer more = co_await ok(stream_.recv());
        received_ += more.view();
        co_return {};
    }

    static void describe(const http::response_parser& parser, answer& a) {
        const http::response_head& head = parser.head();
        if (is_informational(head.status)) {
            ++a.interims;
            return;
        }
        a.code = to_int(head.status);
        a.fields = head.headers;
        a.framing = parser.framing();
        a.keep_alive = parser.keep_alive();
    }

    socket_stream stream_;
    std::string received_;
};

inline std::string get(std::string_view target, std::string_view more = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) + "\r\n";
}

inline std::string post(std::string_view target, std::string_view body,
                        std::string_view more = "") {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(more) + "\r\n" + std::string(body);
}

inline std::string post_chunked(std::string_view target, std::string_view chunks) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(chunks);
}

/// GET /hello/{name}, POST /text (the whole body back), POST /ignored (does not look at it).
inline void add_routes(http::server& web) {
    web.route(http::method::get, "/hello/{name}", [](http::request& req) -> handled {
        co_return http::response::text("hello " + std::string(req.param("name")));
    });
    web.route(http::method::post, "/text", [](http::request& req) -> handled {
        co_return http::response::text(co_await ok(req.text()));
    });
    web.route(http::method::post, "/ignored",
              [](http::request&) -> handled { co_return http::response::text("ignored"); });
}

/// A value that the test checks once the server, on the same shard, got there.
template <class F>
task<result<void>> wait_for(F condition) {
    while (!condition()) co_await ok(sleep_for(1ms));
    co_return {};
}

/// Until the server has closed all its connections. The last task ends in the turn before the
/// socket is closed, so one more turn goes by.
inline task<result<void>> wait_until_closed(const http::server& web) {
    co_await ok(wait_for([&] { return web.stats().connections == 0; }));
    co_return co_await sleep_for(1ms);
}

}  // namespace weir::test
