// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/handles/hints.hpp"
#include "support/scratch_directory.hpp"
#include "unit/diag/watched_runtime.hpp"

#include <weir/diag/handles.hpp>
#include <weir/fs.hpp>
#include <weir/http/client.hpp>
#include <weir/http/server.hpp>
#include <weir/net.hpp>
#include <weir/proc.hpp>
#include <weir/rt/offload.hpp>

#include <algorithm>
#include <optional>
#include <semaphore>
#include <span>
#include <string>
#include <string_view>

namespace weir::handles_test {
namespace {

using namespace std::chrono_literals;
using diag::handle_entry_info;
using test::stuck_shard;
using test::watched_runtime;

std::vector<handle_entry_info> of_kind(std::string_view kind) {
    std::vector<handle_entry_info> found;
    for (handle_entry_info& h : diag::handles_snapshot().handles)
        if (h.kind == kind) found.push_back(std::move(h));
    return found;
}

bool is_from_here(const handle_entry_info& h) {
    return h.created_at.starts_with("handles_test.cpp:");
}

/// A connection over loopback, kept by the test and closed on the shard.
struct connection {
    std::optional<listener> server;
    std::optional<socket_stream> client;
    std::optional<accepted> peer;

    task<result<void>> open(stream_options options = {}) {
        server.emplace(co_await ok(listener::listen(address::loopback(0), {.stream = options})));
        auto [mine, theirs] = co_await ok(
            when_all(socket_stream::connect(server->local_address(), options), server->accept()));
        client.emplace(std::move(mine));
        peer.emplace(std::move(theirs));
        co_return {};
    }
    void close() {
        client.reset();
        peer.reset();
        server.reset();
    }
};

void open(watched_runtime& r, connection& c, stream_options options = {}) {
    r.run([&]() -> task<result<void>> { co_return co_await c.open(options); });
}

TEST(handles, a_connection_shows_with_both_ends) {
    watched_runtime r;
    connection c;
    open(r, c);
    const auto sockets = of_kind("socket");
    ASSERT_EQ(sockets.size(), 2U);
    const auto listeners = of_kind("listener");
    ASSERT_EQ(listeners.size(), 1U);
    EXPECT_EQ(listeners[0].name, c.server->local_address().to_string());
    EXPECT_TRUE(is_from_here(listeners[0])) << listeners[0].created_at;
    for (const handle_entry_info& s : sockets) {
        EXPECT_NE(s.name.find(c.server->local_address().to_string()), std::string::npos) << s.name;
        EXPECT_TRUE(is_from_here(s)) << s.created_at;
        EXPECT_EQ(s.shard, 0U);
        EXPECT_EQ(s.task, "posted");
        EXPECT_TRUE(s.age && *s.age >= 0ns);
        EXPECT_TRUE(s.idle.has_value());
    }
    r.on_shard([&] { c.close(); });
    EXPECT_TRUE(of_kind("socket").empty());
    EXPECT_TRUE(of_kind("listener").empty());
    r.stop();
}

TEST(handles, a_socket_without_keep_alive_says_so) {
    watched_runtime r;
    connection kept;
    connection plain;
    stream_options options;
    options.keep_alive.emplace();
    open(r, kept, options);
    for (const handle_entry_info& s : of_kind("socket")) EXPECT_EQ(s.note, "");
    options.keep_alive.reset();
    open(r, plain, options);
    const auto all = of_kind("socket");
    EXPECT_EQ(std::ranges::count(all, "no keep-alive", &handle_entry_info::note), 2);
    r.on_shard([&] {
        kept.close();
        plain.close();
    });
    r.stop();
}

TEST(handles, a_closed_socket_is_gone_before_it_is_destroyed) {
    watched_runtime r;
    connection c;
    open(r, c);
    r.on_shard([&] {
        c.client->close();
        c.server->close();
    });
    EXPECT_EQ(of_kind("socket").size(), 1U);
    EXPECT_TRUE(of_kind("listener").empty());
    r.on_shard([&] { c.close(); });
    r.stop();
}

TEST(handles, files_watchers_and_datagram_sockets_show_by_name) {
    const test::scratch_directory scratch;
    watched_runtime r;
    std::optional<file> opened;
    std::optional<file_watcher> watcher;
    std::optional<udp_socket> datagrams;
    const std::string path = scratch.path() / "log";
    r.run([&]() -> task<result<void>> {
        opened.emplace(co_await ok(file::open(path, {.write = true, .create = true})));
        watcher.emplace(co_await ok(file_watcher::open()));
        datagrams.emplace(co_await ok(udp_socket::bind(address::loopback(0))));
        co_return {};
    });
    ASSERT_EQ(of_kind("file").size(), 1U);
    EXPECT_EQ(of_kind("file")[0].name, path);
    EXPECT_TRUE(is_from_here(of_kind("file")[0]));
    ASSERT_EQ(of_kind("watcher").size(), 1U);
    EXPECT_TRUE(is_from_here(of_kind("watcher")[0]));
    ASSERT_EQ(of_kind("datagram").size(), 1U);
    EXPECT_EQ(of_kind("datagram")[0].name, datagrams->local_address().to_string());
    r.on_shard([&] {
        opened.reset();
        watcher.reset();
        datagrams.reset();
    });
    EXPECT_TRUE(of_kind("file").empty() && of_kind("watcher").empty());
    EXPECT_TRUE(of_kind("datagram").empty());
    r.stop();
}

TEST(handles, a_child_process_and_its_pipes_show) {
    watched_runtime r;
    std::optional<subprocess> child;
    r.run([&]() -> task<result<void>> {
        child.emplace(co_await ok(subprocess::spawn({.program = "cat", .in = stdio::piped()})));
        co_return {};
    });
    ASSERT_EQ(of_kind("process").size(), 1U);
    EXPECT_EQ(of_kind("process")[0].name, "process " + std::to_string(child->pid()));
    EXPECT_EQ(of_kind("pipe").size(), 1U);
    r.on_shard([&] { child.reset(); });
    EXPECT_TRUE(of_kind("process").empty() && of_kind("pipe").empty());
    r.stop();
}

TEST(handles, many_sleepers_of_one_place_are_a_hint) {
    watched_runtime r;
    r.start("crowd", []() -> task<result<void>> {
        co_return co_await with_scope([](scope& s) -> task<result<void>> {
            for (int i = 0; i < 120; ++i)
                s.spawn("sleeper",
                        []() -> task<result<void>> { co_return co_await sleep_for(1h); });
            co_return {};
        });
    });
    const auto timers = of_kind("timer");
    ASSERT_EQ(timers.size(), 120U);
    EXPECT_EQ(timers[0].task, "sleeper");
    EXPECT_TRUE(is_from_here(timers[0]));
    const auto hints = diag::handles_snapshot().hints;
    ASSERT_EQ(hints.size(), 1U);
    EXPECT_TRUE(hints[0].starts_with("120 tasks wait for a timer at handles_test.cpp:"))
        << hints[0];
    r.stop();
}

void ring_never(timer&) noexcept {}

TEST(handles, a_timer_shows_by_its_function) {
    watched_runtime r;
    std::optional<timer> forgotten[3];
    r.on_shard([&] {
        for (auto& t : forgotten) {
            t.emplace(&ring_never);
            r.at(0).timers().add(*t, r.at(0).now() + 1h);
        }
    });
    const auto timers = of_kind("timer");
    ASSERT_EQ(timers.size(), 1U);
    EXPECT_NE(timers[0].name.find("ring_never"), std::string::npos) << timers[0].name;
    EXPECT_EQ(timers[0].note, "3 pending");
    r.on_shard([&] {
        for (auto& t : forgotten) t.reset();
    });
    EXPECT_TRUE(of_kind("timer").empty());
    r.stop();
}

TEST(handles, an_exhausted_offload_pool_shows_by_name_with_its_calls) {
    watched_runtime r;
    offload_pool pool({.name = "legacy", .threads = 1});
    std::binary_semaphore begun(0);
    std::counting_semaphore<> go_on(0);
    const auto call = [&]() -> task<result<void>> {
        co_await ok(offload(pool, [&] {
            begun.release();
            go_on.acquire();
        }));
        co_return {};
    };
    r.start("first", call);
    begun.acquire();
    r.start("second", call);
    EXPECT_EQ(of_kind("offload").size(), 2U);
    const auto info = diag::handles_snapshot();
    ASSERT_EQ(info.hints.size(), 1U);
    EXPECT_TRUE(
        info.hints[0].starts_with("offload pool legacy is exhausted: 1 of 1 threads busy, "
                                  "1 calls wait, the longest runs for "))
        << info.hints[0];
    go_on.release(2);
    begun.acquire();
    r.stop();
    EXPECT_TRUE(diag::handles_snapshot().hints.empty());
}

TEST(handles, an_exhausted_client_pool_shows) {
    watched_runtime r;
    std::optional<listener> silent;
    std::optional<http::client> web;
    r.run([&]() -> task<result<void>> {
        silent.emplace(co_await ok(listener::listen(address::loopback(0))));
        web.emplace(http::client_options{.connections_per_host = 1});
        co_return {};
    });
    EXPECT_TRUE(diag::handles_snapshot().hints.empty());
    const std::string url = "http://" + silent->local_address().to_string() + "/";
    const auto ask = [&]() -> task<result<void>> {
        co_await ok(web->get(url));
        co_return {};
    };
    r.start("first", ask);
    r.start("second", ask);
    const auto info = diag::handles_snapshot();
    ASSERT_EQ(info.hints.size(), 1U);
    EXPECT_TRUE(info.hints[0].starts_with("http.client of task first is exhausted"))
        << info.hints[0];
    EXPECT_NE(info.hints[0].find("1 requests wait"), std::string::npos) << info.hints[0];
    r.on_shard([&] { r.at(0).root_scope().request_stop(); });
    r.settle();
    r.on_shard([&] {
        web.reset();
        silent.reset();
    });
    r.stop();
}

task<result<void>> answer_and_close(listener& l) {
    for (;;) {
        accepted next = co_await ok(l.accept());
        static_cast<void>(co_await next.stream.recv());
        const std::string_view answer =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        static_cast<void>(co_await next.stream.write(std::as_bytes(std::span(answer))));
    }
}

TEST(handles, a_client_whose_connections_are_not_kept_is_a_hint) {
    watched_runtime r;
    std::optional<listener> closing;
    std::optional<http::client> web;
    r.run([&]() -> task<result<void>> {
        closing.emplace(co_await ok(listener::listen(address::loopback(0))));
        web.emplace();
        const std::string url = "http://" + closing->local_address().to_string() + "/";
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("server", answer_and_close, std::ref(*closing));
            for (int i = 0; i < 120; ++i) co_await ok((co_await ok(web->get(url))).text());
            s.request_stop();
            co_return {};
        });
    });
    const auto hints = diag::handles_snapshot().hints;
    ASSERT_EQ(hints.size(), 1U);
    EXPECT_NE(hints[0].find(" opened 120 connections for 120 requests: they are not kept alive"),
              std::string::npos)
        << hints[0];
    r.on_shard([&] {
        web.reset();
        closing.reset();
    });
    r.stop();
}

TEST(handles, idle_sockets_without_keep_alive_are_one_hint_a_place) {
    diag::detail::hints h;
    h.add_unkept_socket("a.cpp:1", 59s);
    EXPECT_TRUE(h.take().empty());
    h.add_unkept_socket("a.cpp:1", 90s);
    h.add_unkept_socket("a.cpp:1", 5min);
    h.add_unkept_socket("b.cpp:2", 2h);
    const auto found = h.take();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0],
              "2 idle socket(s) made at a.cpp:1 have no keep-alive, the longest silent for 5 min: "
              "a peer that vanished is not noticed");
}

TEST(handles, a_stuck_shard_is_read_from_outside) {
    watched_runtime r;
    connection c;
    open(r, c);
    {
        const stuck_shard stuck(r.at(0));
        const auto info = diag::handles_snapshot();
        EXPECT_EQ(info.from_outside, (std::vector{0U}));
        EXPECT_TRUE(info.complete);
        EXPECT_EQ(std::ranges::count(info.handles, "socket", &handle_entry_info::kind), 2);
    }
    r.on_shard([&] { c.close(); });
    r.stop();
}

TEST(handles, the_limit_cuts_off_and_says_so) {
    watched_runtime r;
    connection c;
    open(r, c);
    const auto info = diag::handles_snapshot(2);
    EXPECT_EQ(info.handles.size(), 2U);
    EXPECT_FALSE(info.complete);
    r.on_shard([&] { c.close(); });
    r.stop();
}

TEST(handles, json_and_text_name_what_is_open) {
    watched_runtime r;
    connection c;
    open(r, c);
    const std::string json = diag::handles_json(100, "listener");
    for (const char* part :
         {"{\"available\":true,\"at\":\"", "\"shown\":1,", "{\"kind\":\"listener\",\"id\":\"",
          "\"shard\":0", "\"created_at\":\"handles_test.cpp:", "\"age_ms\":", "\"idle_ms\":null",
          "\"note\":\"\""})
        EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
    const std::string text = diag::handles_text();
    EXPECT_NE(text.find("\nsocket: 2\n"), std::string::npos) << text;
    EXPECT_NE(text.find("listener "), std::string::npos) << text;
    r.on_shard([&] { c.close(); });
    r.stop();
}

}  // namespace
}  // namespace weir::handles_test
