// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/live_request.hpp"

#include <weir/coro.hpp>
#include <weir/diag/requests.hpp>
#include <weir/http/client.hpp>
#include <weir/http/server.hpp>
#include <weir/http/trace_headers.hpp>
#include <weir/net.hpp>
#include <weir/rt/runtime.hpp>

#include <nlohmann/json.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;
using diag::requests_overview;
using http::request_span;
using http::request_stage;
using nlohmann::json;

/// A loop with a clock of the test's own; years ahead of the kernel's, which a span may look at.
struct bare_loop : loop_context {
    bare_loop() : loop_context(time_point(24h * 365 * 100), 7) {}
    void advance(duration by) { set_now(now() + by); }
};

/// Requests that take as long as the test says.
class served {
public:
    [[nodiscard]] time_point now() const { return loop_.now(); }
    void advance(duration by) { loop_.advance(by); }

    http::detail::live_request& begin(std::string_view target) {
        requests_.push_back(std::make_unique<http::detail::live_request>(loop_));
        static_cast<void>(requests_.back()->begin(
            {.target = target, .accepted = now(), .first_byte = now(), .head = now()}, none_));
        return *requests_.back();
    }
    void serve(std::string_view target, duration took) {
        auto& request = begin(target);
        request.handler_begins(nullptr);
        advance(took);
        request.answered(false);
        request.end(200, true);
    }

private:
    bare_loop loop_;
    http::headers none_;
    std::vector<std::unique_ptr<http::detail::live_request>> requests_;
};

/// The targets of this test's spans.
std::vector<std::string> targets(const std::vector<request_span>& spans, std::string_view prefix) {
    std::vector<std::string> all;
    for (const request_span& s : spans)
        if (s.target().starts_with(prefix)) all.emplace_back(s.target());
    return all;
}

/// On a thread, whose spans are forgotten by the next one.
template <class F>
void on_a_thread(F body) {
    std::thread(body).join();
}

using names = std::vector<std::string>;

TEST(requests, are_ordered_by_age_by_duration_and_by_end) {
    on_a_thread([] {
        served s;
        s.serve("/o/slow", 3s);
        s.serve("/o/quick", 1ms);
        s.serve("/o/slower", 5s);
        s.begin("/o/oldest");
        s.advance(1s);
        s.begin("/o/younger");
        s.advance(1s);
        const requests_overview all = diag::requests_snapshot(s.now(), {.limit = 256});
        EXPECT_EQ(targets(all.oldest, "/o/"), (names{"/o/oldest", "/o/younger"}));
        EXPECT_EQ(targets(all.slowest, "/o/"), (names{"/o/slower", "/o/slow", "/o/quick"}));
        EXPECT_EQ(targets(all.recent, "/o/"), (names{"/o/slower", "/o/quick", "/o/slow"}));
        EXPECT_EQ(all.in_flight, 2U);
        EXPECT_EQ(all.oldest.front().took(all.now), 2s);
    });
}

TEST(requests, are_as_many_as_asked_for) {
    on_a_thread([] {
        served s;
        for (int i = 1; i <= 30; ++i) {
            s.begin("/l/" + std::to_string(i));
            s.advance(1ms);
        }
        const auto all = diag::requests_snapshot(s.now(), {.limit = 3});
        EXPECT_EQ(targets(all.oldest, ""), (names{"/l/1", "/l/2", "/l/3"}));
        EXPECT_EQ(all.in_flight, 30U);
        EXPECT_TRUE(diag::requests_snapshot(s.now(), {.limit = 0}).oldest.empty());
    });
}

TEST(requests, that_were_slow_are_found_behind_thousands_that_were_not) {
    on_a_thread([] {
        served s;
        s.serve("/s/slow", 2s);
        for (int i = 0; i < 5000; ++i) s.serve("/s/quick", 10ms);
        auto all = diag::requests_snapshot(s.now());
        ASSERT_FALSE(all.slowest.empty());
        EXPECT_EQ(all.slowest.front().target(), "/s/slow");
        EXPECT_EQ(targets(all.recent, "/s/slow"), names{});
        s.advance(6min);
        EXPECT_TRUE(diag::requests_snapshot(s.now()).slowest.empty())
            << "no longer of these minutes";
    });
}

TEST(requests, as_json_can_be_read_by_a_machine) {
    on_a_thread([] {
        served s;
        s.begin("/j/\"quoted\"\\");
        s.advance(1500us);
        const diag::wall_clock_time at(std::chrono::milliseconds(1'767'268'800'120));
        const auto all = json::parse(diag::requests_json(s.now(), at, {.limit = 1}));
        EXPECT_EQ(all["available"], true);
        EXPECT_EQ(all["at"], "2026-01-01T12:00:00.120Z");
        EXPECT_EQ(all["in_flight"], 1);
        const json& oldest = all["oldest"][0];
        EXPECT_EQ(oldest["target"], "/j/\"quoted\"\\");
        EXPECT_EQ(oldest["method"], "GET");
        EXPECT_EQ(oldest["trace_id"].get<std::string>().size(), 32U);
        EXPECT_EQ(oldest["parent_id"], nullptr);
        EXPECT_EQ(oldest["status"], nullptr);
        EXPECT_EQ(oldest["stage"], "queued");
        EXPECT_EQ(oldest["ended"], false);
        EXPECT_EQ(oldest["total_ms"], 1.5);
        EXPECT_EQ(oldest["started"], "2026-01-01T12:00:00.119Z");
        EXPECT_EQ(oldest["spans"].size(), 1U) << "its handler has not begun";
        EXPECT_EQ(oldest["spans"][0]["name"], "queue");
        EXPECT_EQ(oldest["spans"][0]["lasted_ms"], 1.5);
    });
}

TEST(requests, of_nobody_are_empty_lists) {
    const requests_overview none{};
    const auto all = json::parse(diag::to_json(none, {}));
    EXPECT_EQ(all["oldest"], json::array());
    EXPECT_EQ(all["slowest"], json::array());
    EXPECT_EQ(all["recent"], json::array());
    EXPECT_TRUE(diag::describe(none).contains("0 in flight"));
}

using handled = task<result<http::response>>;

/// A server on the first shard of a runtime of its own, so that the test's thread is another one.
class running_server {
public:
    explicit running_server(http::server& web) : web_(web) {
        EXPECT_TRUE(runtime_.start());
        EXPECT_TRUE(runtime_.at(0).post([this] [[clang::coro_wrapper]] { return serve(); }));
        port_.wait(0);
    }
    running_server(const running_server&) = delete;
    running_server& operator=(const running_server&) = delete;
    ~running_server() {
        runtime_.request_stop();
        runtime_.join();
    }

    [[nodiscard]] std::string url(std::string_view target) const {
        return "http://" + address::loopback(port_).to_string() + std::string(target);
    }
    [[nodiscard]] runtime& shards() noexcept { return runtime_; }

private:
    task<result<void>> serve() {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        port_ = l.local_address().port();
        port_.notify_all();
        co_return co_await web_.serve(l);
    }

    http::server& web_;
    runtime runtime_{{.shards = 2}};
    std::atomic<std::uint16_t> port_{0};
};

/// Asks from the second shard.
void ask(running_server& server, std::string target) {
    EXPECT_TRUE(server.shards().at(1).post([url = server.url(target)]() -> task<void> {
        http::client c;
        static_cast<void>(co_await c.get(url));
    }));
}

/// Looks until that holds.
template <class F>
requests_overview look_until(F holds) {
    for (;;) {
        requests_overview all = diag::requests_snapshot(clock::now(), {.limit = 256});
        if (holds(all)) return all;
        std::this_thread::yield();
    }
}

TEST(requests, of_a_shard_that_is_stuck_are_the_oldest) {
    http::server web;
    std::atomic<bool> go_on{false};
    web.route(http::method::get, "/stuck/{id}", [&](http::request&) -> handled {
        go_on.wait(false);
        co_return http::response::text("free");
    });
    running_server server(web);
    ask(server, "/stuck/1");
    const auto stuck = look_until([](const requests_overview& all) {
        return !all.oldest.empty() && all.oldest.front().stage() == request_stage::handler;
    });
    EXPECT_EQ(stuck.oldest.front().target(), "/stuck/1");
    EXPECT_EQ(stuck.oldest.front().route, "/stuck/{id}");
    const std::string text = diag::describe(stuck);
    EXPECT_TRUE(text.contains("GET /stuck/1  (handler)")) << text;
    EXPECT_TRUE(text.contains("route /stuck/{id}")) << text;
    go_on = true;
    go_on.notify_all();
    const auto done = look_until([](const auto& all) { return all.in_flight == 0; });
    EXPECT_EQ(targets(done.recent, "/stuck/"), names{"/stuck/1"});
    EXPECT_TRUE(diag::describe(done).contains("GET /stuck/1  (200)")) << diag::describe(done);
}

TEST(requests, show_what_they_waited_for) {
    http::server web;
    std::atomic<running_server*> here{nullptr};
    web.route(http::method::get, "/b",
              [](http::request&) -> handled { co_return http::response::text("b"); });
    web.route(http::method::get, "/a", [&](http::request&) -> handled {
        http::client c;
        auto b = co_await ok(c.get(here.load()->url("/b")));
        co_return http::response::text(co_await ok(b.text()));
    });
    running_server server(web);
    here = &server;
    ask(server, "/a");
    const auto done = look_until([](const requests_overview& all) {
        return all.in_flight == 0 && !targets(all.recent, "/a").empty();
    });
    std::map<std::string, json> spans;
    for (const request_span& s : done.recent)
        spans.emplace(s.target(), json::parse(diag::to_json(s, done.now, {})));
    const json& wait = spans["/a"]["spans"].back();
    EXPECT_TRUE(wait["name"].get<std::string>().starts_with("http.client 127.0.0.1:")) << wait;
    EXPECT_EQ(wait["outcome"], "answered");
    EXPECT_EQ(wait["status"], 200);
    EXPECT_EQ(wait["span_id"], spans["/b"]["parent_id"]);
    EXPECT_EQ(spans["/a"]["trace_id"], spans["/b"]["trace_id"]);
    EXPECT_EQ(spans["/a"]["status"], 200);
    EXPECT_TRUE(diag::describe(done).contains("GET 127.0.0.1:")) << diag::describe(done);
}

}  // namespace
}  // namespace weir
