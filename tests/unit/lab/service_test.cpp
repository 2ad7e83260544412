// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
//
// The services of the experiment, within one process: what they answer, not how fast.
#include "lab/blocking/blocking_server.hpp"
#include "lab/process/server_stats.hpp"
#include "lab/service/answers.hpp"
#include "lab/service/blob_service.hpp"
#include "lab/service/checksum.hpp"
#include "lab/service/serve_settings.hpp"
#include "lab/service/waiting_service.hpp"
#include "lab/sync_io/cached_reads.hpp"
#include "lab/sync_io/work_directory.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/rt/runtime.hpp>

#include <filesystem>

namespace weir::lab {
namespace {

using namespace std::chrono_literals;
using http::status;
using testing::HasSubstr;

TEST(checksum, sees_any_change) {
    const std::string text(1000, 'x');
    EXPECT_EQ(checksum(text), checksum(std::string(1000, 'x')));
    EXPECT_NE(checksum(text), checksum(std::string(1001, 'x')));
    for (const std::size_t at : {0UL, 7UL, 8UL, 500UL, 991UL, 992UL, 999UL}) {
        std::string changed = text;
        changed[at] ^= 1;
        EXPECT_NE(checksum(changed), checksum(text)) << at;
    }
    std::string swapped = "12345678abcdefgh";
    EXPECT_NE(checksum(swapped), checksum("abcdefgh12345678"));
    EXPECT_NE(checksum(""), checksum(std::string(1, '\0')));
    EXPECT_THAT(etag_of("hello"), testing::MatchesRegex("\"[0-9a-f]{16}\""));
}

TEST(answers, accept_ids_that_need_no_escaping) {
    EXPECT_TRUE(is_user_id("User_7-a"));
    for (const char* id : {"", "a b", "a/b", "a\"b", "\xFF"}) EXPECT_FALSE(is_user_id(id)) << id;
    EXPECT_FALSE(is_user_id(std::string(65, 'a')));
    EXPECT_EQ(profile_path("7"), "/profile/7");
    EXPECT_THAT(profile_json("7"), HasSubstr("\"id\":\"7\""));
    EXPECT_EQ(upload_json("\"1\"", 2), "{\"etag\":\"\\\"1\\\"\",\"size\":2}\n");
    EXPECT_EQ(blob_path(3), blob_path(3 + 256)) << "names are bounded";
}

TEST(blob_store, keeps_containers_and_blobs) {
    blob_store store;
    EXPECT_EQ(store.put("c", "b", "x"), status::not_found);
    EXPECT_EQ(store.create_container("c"), status::created);
    EXPECT_EQ(store.create_container("c"), status::conflict);
    EXPECT_EQ(store.put("c", "b", "xyz"), status::created);
    ASSERT_NE(store.get("c", "b"), nullptr);
    EXPECT_EQ(*store.get("c", "b"), "xyz");
    EXPECT_EQ(store.put("c", "b", "u"), status::created) << "replaced";
    EXPECT_EQ(store.bytes(), 1U);
    EXPECT_EQ(store.blobs(), 1U);
    EXPECT_EQ(store.get("c", "other"), nullptr);
    EXPECT_EQ(store.get("d", "b"), nullptr);
}

TEST(blob_store, is_bounded) {
    blob_store store({.bytes = 10, .blobs = 2, .containers = 1});
    EXPECT_EQ(store.create_container("c"), status::created);
    EXPECT_EQ(store.create_container("d"), status::insufficient_storage);
    EXPECT_EQ(store.put("c", "1", "12345678"), status::created);
    EXPECT_EQ(store.put("c", "2", "123"), status::insufficient_storage);
    EXPECT_EQ(store.put("c", "1", "1234567890"), status::created) << "its own place counts";
    EXPECT_EQ(store.put("c", "1", "1"), status::created);
    EXPECT_EQ(store.put("c", "2", "1"), status::created);
    EXPECT_EQ(store.put("c", "3", "1"), status::insufficient_storage);
}

/// A listener on any port of the running shard.
struct local_listener {
    listener socket = listener::listen(address::loopback(0)).value();
    std::uint16_t port = socket.local_address().port();
};

/// Serves until the scope stops. Lifetime: both outlive the scope.
void serve_in(scope& s, http::server& web, local_listener& at) {
    s.spawn("server", [&]() -> task<result<void>> { co_return co_await web.serve(at.socket); });
}

/// Runs `body(settings)` with both backends served: settings.backend is the profile service for
/// `profile`, else the blob service.
template <class Body>
void with_backend(bool profile, Body body) {
    const auto ended = run(
        [&]() -> task<result<void>> {
            work_directory directory = co_await ok(work_directory::create());
            serve_settings settings;
            settings.file = co_await ok(write_upload_file(directory, 5000, 1));
            blob_store store;
            service_time time(1ms, 2);
            http::server web;
            if (profile)
                add_profile_routes(web, time);
            else
                add_blob_routes(web, store, time);
            local_listener backend;
            settings.backend = backend.port;
            co_return co_await with_scope([&](scope& s) -> task<result<void>> {
                serve_in(s, web, backend);
                co_await body(settings);
                s.request_stop();
                co_return result<void>();
            });
        },
        {.shards = 1});
    EXPECT_TRUE(ended) << ended.error().message();
}

/// The blocking service on a pool: its calls must not hold the shard that serves the backend.
template <class Body>
task<void> with_blocking_service(const serve_settings& settings, Body body) {
    server_stats stats;
    blocking_service service(settings, stats);
    offload_pool pool({.threads = 4});
    const auto done = co_await offload(pool, [&] { body(service); });
    EXPECT_TRUE(done);
    EXPECT_EQ(stats.blocked.load(), 0U);
}

TEST(blocking_service, calls_the_profile_service) {
    with_backend(true, [](const serve_settings& settings) -> task<void> {
        co_await with_blocking_service(settings, [](blocking_service& service) {
            const auto answer = service.handle({.target = "/profile/42"});
            EXPECT_EQ(answer.status, 200);
            EXPECT_EQ(answer.body, profile_json("42"));
            EXPECT_EQ(service.handle({.target = "/profile/a%20b"}).status, 400);
            EXPECT_EQ(service.handle({.target = "/other"}).status, 404);
            EXPECT_EQ(service.handle({.verb = http::method::post, .target = "/profile/1"}).status,
                      404);
        });
    });
}

TEST(blocking_service, uploads_and_checks_what_was_stored) {
    with_backend(false, [](const serve_settings& settings) -> task<void> {
        co_await with_blocking_service(settings, [](blocking_service& service) {
            for (int i = 0; i < 3; ++i) {
                const auto answer =
                    service.handle({.verb = http::method::post, .target = "/upload"});
                EXPECT_EQ(answer.status, 201) << answer.body;
                EXPECT_THAT(answer.body, HasSubstr("\"size\":5000"));
                EXPECT_FALSE(answer.etag.empty());
            }
        });
    });
}

TEST(blocking_service, says_what_is_wrong) {
    server_stats stats;
    serve_settings settings;
    settings.backend = 1;  // nobody listens
    settings.file = "/nonexistent";
    blocking_service service(settings, stats);
    EXPECT_EQ(service.profile("1").status, 502);
    EXPECT_EQ(service.upload().status, 500);
}

/// Serves `service` beside the backend and asks it once with a client of Weir.
template <class Service>
task<result<std::string>> ask(Service& service, http::method verb, std::string path, status& code) {
    http::server web;
    service.add_routes(web);
    local_listener front;
    http::client client;
    co_return co_await with_scope([&](scope& s) -> task<result<std::string>> {
        serve_in(s, web, front);
        http::client_request request{
            .verb = verb, .target = path, .fields = {}, .body = {}, .stream = {}};
        http::client_response answer = co_await ok(client.send(
            "http://127.0.0.1:" + std::to_string(front.port) + path, std::move(request)));
        code = answer.code();
        std::string body = co_await ok(answer.text());
        s.request_stop();
        co_return body;
    });
}

TEST(async_service, answers_as_the_blocking_one) {
    for (const bool profile : {true, false})
        with_backend(profile, [profile](const serve_settings& settings) -> task<void> {
            async_service service(settings, 1);
            service.open_shard();
            status code{};
            const auto body =
                co_await ask(service, profile ? http::method::get : http::method::post,
                             profile ? "/profile/42" : "/upload", code);
            EXPECT_EQ(code, profile ? status::ok : status::created);
            EXPECT_TRUE(body);
            if (body && profile) EXPECT_EQ(*body, profile_json("42"));
            if (body && !profile) EXPECT_THAT(*body, HasSubstr("\"size\":5000"));
            service.close_shard();
        });
}

TEST(async_service, creates_its_container_again_if_the_store_lost_it) {
    with_backend(false, [](serve_settings settings) -> task<void> {
        async_service service(settings, 1);
        service.open_shard();
        status code{};
        EXPECT_TRUE(co_await ask(service, http::method::post, "/upload", code));
        EXPECT_EQ(code, status::created);
        EXPECT_TRUE(co_await ask(service, http::method::post, "/upload", code));
        EXPECT_EQ(code, status::created);
        service.close_shard();
    });
}

TEST(wrapped_service, answers_as_the_blocking_one) {
    for (const bool profile : {true, false})
        with_backend(profile, [profile](const serve_settings& settings) -> task<void> {
            server_stats stats;
            wrapped_service service(settings, stats);
            status code{};
            const auto body =
                co_await ask(service, profile ? http::method::get : http::method::post,
                             profile ? "/profile/42" : "/upload", code);
            EXPECT_EQ(code, profile ? status::ok : status::created);
            if (body && profile) EXPECT_EQ(*body, profile_json("42"));
        });
}

TEST(cached_reads, measure_every_size_and_clean_up) {
    std::string path;
    const auto reads = run(
        [&]() -> task<result<cached_reads>> {
            work_directory directory = co_await ok(work_directory::create());
            path = directory.path();
            co_return co_await measure_cached_reads(path);
        },
        {.shards = 1});
    ASSERT_TRUE(reads) << reads.error().message();
    ASSERT_EQ(reads->rows.size(), 12U);
    EXPECT_EQ(reads->rows.front().bytes, 512U);
    EXPECT_EQ(reads->rows.back().bytes, 1U << 20);
    for (const cached_read_row& row : reads->rows) {
        EXPECT_GT(row.sync_us, 0);
        EXPECT_GT(row.async_us, 0);
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace weir::lab
