// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Two servers, each on a shard of its own. The first prints its address and then serves:
//
//     /trace             the trace and span that it runs for
//     /ask?url=URL       what URL answers, behind its own trace
//     /block?ms=N        blocks its shard
//
// The second, whose address is the second line, serves /requests. Ends with its standard input.

#include <weir/coro.hpp>
#include <weir/diag/requests.hpp>
#include <weir/http/client.hpp>
#include <weir/http/server.hpp>
#include <weir/http/trace_headers.hpp>
#include <weir/rt.hpp>

#include <cstdio>
#include <cstdlib>
#include <semaphore>
#include <string>
#include <thread>

namespace {

using weir::ok;
using weir::result;
using weir::task;
namespace http = weir::http;
namespace diag = weir::diag;
using handled = task<result<http::response>>;

std::string own_trace() {
    const weir::trace_context& own = weir::this_task::trace();
    return http::trace_id_text(own) + " " + http::span_id_text(own.span_id) + "\n";
}

handled trace(http::request&) {
    co_return http::response::text(own_trace());
}

handled ask(http::request& req) {
    http::client c;
    auto answer = co_await ok(c.get(req.query("url").value_or("")));
    co_return http::response::text(own_trace() + co_await ok(answer.text()));
}

handled block(http::request& req) {
    const long ms = std::strtol(req.query("ms").value_or("0").c_str(), nullptr, 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    co_return http::response::text("blocked\n");
}

handled requests(http::request& req) {
    const auto now = weir::clock::now();
    if (req.query("format") == "text")
        co_return http::response::text(diag::describe(diag::requests_snapshot(now)));
    const auto at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    co_return http::response::text(diag::requests_json(now, at));
}

task<result<void>> serve(http::server& web, std::binary_semaphore& listens) {
    auto listener = co_await ok(weir::listener::listen(weir::address::loopback(0)));
    std::printf("%s\n", listener.local_address().to_string().c_str());
    std::fflush(stdout);
    listens.release();
    co_return co_await web.serve(listener);
}

}  // namespace

int main() {
    http::server app;
    app.route(http::method::get, "/trace", trace);
    app.route(http::method::get, "/ask", ask);
    app.route(http::method::get, "/block", block);
    http::server admin;
    admin.route(http::method::get, "/requests", requests);
    weir::runtime shards({.shards = 2});
    if (!shards.start()) return 1;
    std::binary_semaphore listens(0);
    for (unsigned i = 0; http::server * web : {&app, &admin}) {
        shards.at(i++).post(
            [web, &listens] [[clang::coro_wrapper]] { return serve(*web, listens); });
        listens.acquire();
    }
    while (std::getchar() != EOF) {
    }
    shards.request_stop();
    shards.join();
    return 0;
}
