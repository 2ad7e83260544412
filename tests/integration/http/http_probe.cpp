// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Our HTTP client as a program, for the tests against other people's servers.
//
//     http-probe get URL [SECONDS]          status and size of the answer, or why there is none
//     http-probe post URL BYTES sized|chunked
//     http-probe many URL REQUESTS AT_ONCE  how many had which status, and the client's counters

#include <weir/coro.hpp>
#include <weir/http/client.hpp>
#include <weir/rt.hpp>

#include <chrono>
#include <cstdio>
#include <map>
#include <span>
#include <string>

namespace {

using weir::ok;
using weir::result;
using weir::task;
namespace http = weir::http;

void print(const std::string& line) {
    std::printf("%s\n", line.c_str());
}

task<result<void>> show(task<result<http::client_response>> asked) {
    auto answer = co_await std::move(asked);
    if (!answer) {
        print("error " + answer.error().message());
        co_return {};
    }
    const std::string status = std::to_string(to_int(answer->code()));
    const auto body = co_await answer->text(std::size_t{64} << 20);
    print(status + " " + (body ? std::to_string(body->size()) : "error " + body.error().message()));
    co_return {};
}

task<result<void>> get(std::string url, std::chrono::seconds patience) {
    http::client web;
    co_return co_await with_timeout(patience, show(web.get(std::move(url))));
}

weir::generator<weir::buffer> pieces(std::size_t bytes) {
    constexpr std::size_t most = 10'000;
    for (; bytes > most; bytes -= most) co_yield weir::buffer::copy_of(std::string(most, 'x'));
    co_yield weir::buffer::copy_of(std::string(bytes, 'x'));
}

task<result<void>> post(std::string url, std::size_t bytes, bool chunked) {
    http::client web;
    http::client_request request{.verb = http::method::post};
    if (chunked)
        request.stream = pieces(bytes);
    else
        request.body = std::string(bytes, 'x');
    co_return co_await show(web.send(std::move(url), std::move(request)));
}

task<result<void>> many(std::string url, int requests, std::size_t at_once) {
    http::client web({.connections_per_host = at_once});
    std::map<std::string, int> seen;
    co_await ok(weir::with_scope([&](weir::scope& s) -> task<result<void>> {
        for (int i = 0; i < requests; ++i)
            s.spawn("request", [&]() -> task<result<void>> {
                http::client_response answer = co_await ok(web.get(url));
                const std::string body = co_await ok(answer.text());
                ++seen[std::to_string(to_int(answer.code())) + " " + std::to_string(body.size())];
                co_return {};
            });
        co_return {};
    }));
    for (const auto& [what, times] : seen) print(std::to_string(times) + " x " + what);
    print(std::to_string(web.stats().connects) + " connects");
    co_return {};
}

int usage() {
    std::fputs(
        "usage: http-probe get URL [SECONDS]\n"
        "       http-probe post URL BYTES sized|chunked\n"
        "       http-probe many URL REQUESTS AT_ONCE\n",
        stderr);
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    const std::span args(argv, static_cast<std::size_t>(argc));
    const std::string what = argc > 2 ? args[1] : "";
    const auto run = [&] [[clang::coro_wrapper]] () -> task<result<void>> {
        const std::string url = args[2];
        if (what == "get")
            return get(url, std::chrono::seconds(argc > 3 ? std::stoi(args[3]) : 10));
        if (what == "post")
            return post(url, std::stoul(args[3]), std::string(args[4]) == "chunked");
        return many(url, std::stoi(args[3]), std::stoul(args[4]));
    };
    const bool known = what == "get" || ((what == "post" || what == "many") && argc == 5);
    if (!known) return usage();
    const auto ended = weir::run(run, {.shards = 1});
    if (ended) return 0;
    print("error " + ended.error().message());
    return 1;
}
