// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A server on the shard of the load that is put on it.

#include <weir/coro.hpp>
#include <weir/http/server.hpp>
#include <weir/rt.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace weir::inline v0::load {

/// What the server saw.
struct seen {
    std::vector<std::string> targets;
    std::vector<std::string> bodies;
    int inside = 0;  ///< requests that are being answered
    int served = 0;
    int met = 0;  ///< requests that found another one being answered
};

/// Runs `body(url, seen&)` beside a server at `at`: /slow answers after 50 ms, /echo at once, /half
/// refuses every other request, /never does not answer, /queue takes 20 ms for each, one after the
/// other, /stuck never answers the first three.
template <class Body>
result<void> with_server(address at, Body body) {
    using namespace std::chrono_literals;
    return run(
        [&]() -> task<result<void>> {
            http::server web({.drain = 100ms});
            seen what;
            const auto route = [&](const char* path, auto handler) {
                for (const http::method m : {http::method::get, http::method::post})
                    web.route(m, path, handler);
            };
            route("/slow", [&](http::request&) -> task<result<http::response>> {
                ++what.served;
                what.met += what.inside++ > 0 ? 1 : 0;
                const auto slept = co_await sleep_for(50ms);
                --what.inside;
                if (!slept) co_return fail(slept.error());
                co_return http::response::text("ok");
            });
            route("/echo/{rest}", [&](http::request& r) -> task<result<http::response>> {
                what.targets.push_back(std::string(r.param("rest")));
                what.bodies.push_back(co_await ok(r.text()));
                co_return http::response::text("ok");
            });
            route("/half", [&, served = 0](http::request&) mutable -> task<result<http::response>> {
                const bool good = ++served % 2 == 0;
                co_await ok(sleep_for(5ms));
                if (good) co_return http::response::text("ok");
                co_return http::response::error(http::status::service_unavailable, "no");
            });
            route("/queue",
                  [&,
                   free_at = time_point()](http::request&) mutable -> task<result<http::response>> {
                      free_at = std::max(free_at, this_task::now()) + 20ms;
                      co_await ok(sleep_until(free_at));
                      co_return http::response::text("ok");
                  });
            route("/stuck", [&](http::request&) -> task<result<http::response>> {
                if (++what.served <= 3) co_await ok(sleep_for(1h));
                co_return http::response::text("ok");
            });
            route("/never", [](http::request&) -> task<result<http::response>> {
                co_await ok(sleep_for(1h));
                co_return http::response::text("late");
            });
            listener l = co_await ok(listener::listen(at));
            const bool local = !l.local_address().is_ip();
            const std::string url =
                local ? "http://localhost" : "http://" + l.local_address().to_string();
            co_return co_await with_scope([&](scope& s) -> task<result<void>> {
                s.spawn("server", [&]() -> task<result<void>> { co_return co_await web.serve(l); });
                co_await ok(body(url, what));
                s.request_stop();
                co_return {};
            });
        },
        {.shards = 1});
}

}  // namespace weir::inline v0::load
