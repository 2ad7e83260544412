// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// HTTP server and client under mixed load with faults: good peers ask for known bytes, impatient
// ones give up at random, bad ones break off, trickle, talk nonsense, never read. Fails if an
// answer is lost or wrong, a descriptor or connection is left, or memory grows.
//
//     http-soak [--seconds N] [--shards N] [--seed N]

#include "soak/bad_peer.hpp"
#include "soak/good_peer.hpp"
#include "soak/soak_server.hpp"

#include <weir/coro.hpp>
#include <weir/http/client.hpp>
#include <weir/net/accept_on_shards.hpp>
#include <weir/rt.hpp>

#include <malloc.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using namespace weir;

struct options {
    std::uint64_t seconds = 20;
    std::uint64_t shards = 1;
    std::uint64_t seed = 1;
};

/// What may grow in bytes without being a leak: the allocator's own unrest. The sanitizers keep
/// what was freed.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::size_t most_growth = SIZE_MAX;
#else
constexpr std::size_t most_growth = std::size_t{12} << 20;
#endif

std::size_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return resident * 4096;
}

std::size_t descriptors() {
    const std::filesystem::directory_iterator open("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

/// One shard's users, until `end`.
task<result<void>> load(address at, time_point end, std::uint64_t seed, soak::tally& sums) {
    http::client web({.connections_per_host = 64});
    const std::string base = "http://" + at.to_string();
    const result<void> ended = co_await with_scope([&](scope& s) -> task<result<void>> {
        for (int i = 0; i < 16; ++i)
            s.spawn("good", [&, i]() -> task<result<void>> {
                soak::good_peer peer(web, base, sums, seed + static_cast<std::uint64_t>(i));
                co_return co_await peer.live(end);
            });
        for (int i = 0; i < 4; ++i)
            s.spawn("impatient", [&, i]() -> task<result<void>> {
                soak::good_peer peer(web, base, sums, seed + 100 + static_cast<std::uint64_t>(i));
                co_return co_await peer.live_impatiently(end);
            });
        for (int i = 0; i < 8; ++i)
            s.spawn("bad", [&, i]() -> task<result<void>> {
                soak::bad_peer peer(at, sums, seed + 200 + static_cast<std::uint64_t>(i));
                co_return co_await peer.live(end);
            });
        co_return {};
    });
    if (web.stats().open != web.stats().idle || web.stats().waiting != 0)
        sums.complain("a client has connections in use when nobody uses it");
    co_return ended;
}

/// The least memory in use from now on until `end`: what is not just some large answer's.
task<result<std::size_t>> least_memory(time_point end) {
    std::size_t least = SIZE_MAX;
    while (this_task::now() < end) {
        ::malloc_trim(0);
        least = std::min(least, resident_bytes());
        co_await ok(sleep_for(200ms));
    }
    co_return least;
}

/// Prints the memory of each fifth of the time. Result: how much it grew after the first.
task<result<std::size_t>> watch_memory(time_point begin, time_point end) {
    std::size_t base = 0;
    std::size_t last = 0;
    std::printf("resident MB:");
    for (int i = 1; i <= 5; ++i) {
        last = co_await ok(least_memory(begin + (end - begin) / 5 * i));
        if (i == 2) base = last;
        std::printf(" %.1f", static_cast<double>(last) / 1e6);
        std::fflush(stdout);
    }
    std::printf("\n");
    co_return last > base ? last - base : 0;
}

task<result<void>> soak_at(address at, const options& o, soak::tally& sums) {
    const time_point begin = this_task::now();
    const time_point end = begin + std::chrono::seconds(o.seconds);
    co_return co_await with_scope([&](scope& s) -> task<result<void>> {
        s.spawn("load", [&]() -> task<result<void>> {
            co_return co_await on_each_shard([&](shard& here) -> task<result<void>> {
                co_return co_await load(at, end, o.seed + here.index() * 1000, sums);
            });
        });
        if (co_await ok(watch_memory(begin, end)) > most_growth) sums.complain("memory grows");
        co_return {};
    });
}

/// The server closes what the clients left: shortly, but not at once.
task<result<void>> settle(const http::server& web, std::size_t before, soak::tally& sums) {
    for (int i = 0; i < 600; ++i) {
        if (web.stats().connections == 0 && descriptors() <= before) co_return {};
        co_await ok(sleep_for(50ms));
    }
    sums.complain("left over: " + std::to_string(web.stats().connections) + " connections, " +
                  std::to_string(descriptors()) + " descriptors of " + std::to_string(before));
    co_return {};
}

void print(const soak::tally& sums, const http::server& web) {
    const auto n = [](std::uint64_t of) { return static_cast<unsigned long long>(of); };
    std::printf("%llu asked, %llu answered (%llu MB), %llu given up, %llu bad peers\n",
                n(sums.asked), n(sums.answered), n(sums.bytes) / 1'000'000, n(sums.canceled),
                n(sums.faults));
    std::printf("server: %llu requests, %llu refused, %llu abandoned, %llu connections\n",
                n(web.stats().requests), n(web.stats().bad_requests), n(web.stats().abandoned),
                n(web.stats().accepted));
}

task<result<void>> run_soak(options o, soak::tally& sums) {
    http::server web(soak::limits());
    soak::add_routes(web);
    listener l = co_await ok(listener::listen(address::loopback(0), {.reuse_port = true}));
    const address at = l.local_address();
    auto serve = [&](listener& here) -> task<result<void>> { co_return co_await web.serve(here); };
    co_return co_await with_scope([&](scope& s) -> task<result<void>> {
        s.spawn("serve", [&]() -> task<result<void>> {
            co_return co_await accept_on_shards(std::move(l), accept_mode::per_shard, serve);
        });
        co_await ok(sleep_for(100ms));
        const std::size_t before = descriptors();
        co_await ok(soak_at(at, o, sums));
        co_await ok(settle(web, before, sums));
        print(sums, web);
        if (sums.answered == 0 || sums.faults == 0 || web.stats().abandoned == 0)
            sums.complain("nothing happened");
        web.drain();
        co_return {};
    });
}

bool parse(std::span<char*> args, options& o) {
    for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
        const std::string_view name = args[i];
        const std::string_view text = args[i + 1];
        std::uint64_t* to = name == "--seconds"  ? &o.seconds
                            : name == "--shards" ? &o.shards
                            : name == "--seed"   ? &o.seed
                                                 : nullptr;
        if (to == nullptr || std::from_chars(text.begin(), text.end(), *to).ec != std::errc())
            return false;
    }
    return args.size() % 2 == 0;
}

}  // namespace

int main(int argc, char** argv) {
    options o;
    if (!parse(std::span(argv, static_cast<std::size_t>(argc)).subspan(1), o)) {
        std::fputs("usage: http-soak [--seconds N] [--shards N] [--seed N]\n", stderr);
        return 2;
    }
    soak::tally sums;
    const auto run = [&] [[clang::coro_wrapper]] { return run_soak(o, sums); };
    const auto ended = weir::run(run, {.shards = static_cast<unsigned>(o.shards)});
    if (!ended) std::fprintf(stderr, "http-soak: %s\n", ended.error().message().c_str());
    if (sums.asked != sums.answered) std::fputs("http-soak: answers are lost\n", stderr);
    return ended && sums.wrong == 0 && sums.asked == sums.answered ? 0 : 1;
}
