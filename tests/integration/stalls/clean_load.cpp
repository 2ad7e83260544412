// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Full speed and nothing that stalls: whatever is reported of it is false, unless the machine
// itself starved or stopped the process.
//
//     clean_load [SECONDS]

#include <weir/coro.hpp>
#include <weir/diag/monitor.hpp>
#include <weir/http/client.hpp>
#include <weir/http/server.hpp>
#include <weir/net/listener.hpp>
#include <weir/rt/runtime.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using weir::task;

constexpr int users = 64;

task<weir::result<weir::http::response>> hello(weir::http::request&) {
    co_return weir::http::response::text("Hello, World!");
}

task<weir::result<void>> use(weir::http::client& client, std::string url, std::uint64_t& answers) {
    for (;;) {
        auto answer = co_await weir::ok(client.get(url));
        static_cast<void>(co_await weir::ok(answer.text()));
        ++answers;
    }
}

task<weir::result<void>> load(std::uint16_t port, std::uint64_t& answers) {
    weir::http::client client;
    const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/";
    co_return co_await weir::with_scope([&](weir::scope& s) -> task<weir::result<void>> {
        for (int i = 0; i < users; ++i)
            s.spawn("user", [&]() -> task<weir::result<void>> {
                co_return co_await use(client, url, answers);
            });
        co_return co_await s.join();
    });
}

task<weir::result<std::uint64_t>> serve_and_load(std::chrono::seconds time) {
    weir::http::server web;
    web.route(weir::http::method::get, "/", hello);
    auto listener = co_await weir::ok(weir::listener::listen(weir::address::loopback(0)));
    std::uint64_t answers = 0;
    static_cast<void>(co_await weir::with_timeout(
        time, weir::when_any(web.serve(listener), load(listener.local_address().port(), answers))));
    co_return answers;
}

int judge(std::uint64_t answers) {
    int false_ones = 0;
    for (const weir::diag::stall_record& r : weir::diag::recent_stalls()) {
        const bool of_the_machine = r.cause == weir::diag::stall_cause::starved ||
                                    r.cause == weir::diag::stall_cause::stopped;
        false_ones += !of_the_machine;
        std::fputs(describe(r).c_str(), stderr);
    }
    const weir::diag::stall_counts counts = weir::diag::counts();
    std::printf("%llu answers, %d false stalls, %llu steps called blocked\n",
                static_cast<unsigned long long>(answers), false_ones,
                static_cast<unsigned long long>(counts.blocked_steps));
    return answers > 0 && false_ones == 0 && counts.blocked_steps == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::chrono::seconds time(argc > 1 ? std::atoi(argv[1]) : 10);
    const auto outcome = weir::run(
        [time]() -> task<weir::result<int>> {
            co_return judge(co_await weir::ok(serve_and_load(time)));
        },
        {.shards = 1});
    if (outcome) return *outcome;
    std::fprintf(stderr, "clean_load: %s\n", outcome.error().message().c_str());
    return 2;
}
