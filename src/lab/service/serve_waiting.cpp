// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/loop_service.hpp"
#include "lab/event_loop/stall_source.hpp"
#include "lab/event_loop/work/name_lookup.hpp"
#include "lab/process/ready_report.hpp"
#include "lab/process/server_stats.hpp"
#include "lab/service/blob_service.hpp"
#include "lab/service/profile_service.hpp"
#include "lab/service/roles.hpp"
#include "lab/service/serve_settings.hpp"
#include "lab/service/waiting_service.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/net/accept_on_shards.hpp>
#include <weir/net/listener.hpp>
#include <weir/net/socket_stream.hpp>
#include <weir/rt/runtime.hpp>

#include <algorithm>
#include <functional>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;

constexpr duration publish_interval = 100ms;

/// A server of this process and what is to be published about it.
struct waiting_server {
    const serve_settings& settings;
    server_stats& stats;
    http::server web{http::server_limits{.body_bytes = 8 << 20, .connections = 100'000}};
    std::function<void()> open_shard = [] {};
    std::function<void()> close_shard = [] {};
    const offload_pool* pool = nullptr;
};

/// The worst turn of any shard since the last call.
std::uint64_t take_lag(runtime& shards) noexcept {
    std::uint64_t worst = 0;
    for (unsigned i = 0; i < shards.size(); ++i)
        worst = std::max(worst, shards.at(i).probes().longest_turn.exchange(0));
    return worst;
}

void raise_to(std::atomic<std::uint64_t>& highest, std::uint64_t value) noexcept {
    std::uint64_t seen = highest.load();
    while (seen < value && !highest.compare_exchange_weak(seen, value)) {
    }
}

task<result<void>> publish(waiting_server& server) {
    runtime& shards = shard::this_shard()->owner();
    server.stats.has_loop.store(true);
    for (;;) {
        raise_to(server.stats.loop_lag_ns, take_lag(shards));
        server.stats.accepted.store(server.web.stats().accepted);
        server.stats.in_flight.store(server.web.stats().in_flight);
        if (server.pool != nullptr) server.stats.queue_length.store(server.pool->stats().queued);
        co_await ok(sleep_for(publish_interval));
    }
}

task<void> wait_for_end(socket_stream& control) {
    while (co_await control.recv()) {
    }
}

task<result<void>> serve_until_end(waiting_server& server, socket_stream& control, listener first) {
    co_return co_await with_scope([&](scope& s) -> task<result<void>> {
        s.spawn("statistics", &publish, std::ref(server));
        s.spawn("lab", [&]() -> task<void> {
            co_await wait_for_end(control);
            s.request_stop();
        });
        result<void> served = co_await accept_on_shards(
            std::move(first), accept_mode::per_shard, [&](listener& l) -> task<result<void>> {
                server.open_shard();
                result<void> ended = co_await server.web.serve(l);
                server.close_shard();
                co_return ended;
            });
        s.request_stop();
        co_return served;
    });
}

task<result<void>> run_server(waiting_server& server) {
    socket_stream control =
        co_await ok(socket_stream::adopt(owned_descriptor(server.settings.control)));
    auto first = listener::listen(address::loopback(server.settings.port), {.reuse_port = true});
    const ready_report report{.port = first ? first->local_address().port() : std::uint16_t{0},
                              .driver = shard::this_shard()->driver_name(),
                              .failure = first ? "" : first.error().message()};
    const std::string line = to_line(report);
    co_await ok(control.write(as_bytes(line)));
    if (!first) co_return fail(first.error());
    co_return co_await serve_until_end(server, control, std::move(*first));
}

int run_to_end(waiting_server& server, unsigned shards) {
    const result<void> ended = run([&] [[clang::coro_wrapper]] { return run_server(server); },
                                   {.shards = shards, .seed = server.settings.seed});
    return ended ? 0 : 1;
}

}  // namespace

int serve_wrapped(const serve_settings& settings, server_stats& stats) {
    wrapped_service service(settings, stats);
    waiting_server server{settings, stats};
    service.add_routes(server.web);
    server.pool = &service.pool();
    return run_to_end(server, settings.shards);
}

int serve_async(const serve_settings& settings, server_stats& stats) {
    const unsigned shards = settings.shards > 0 ? settings.shards : usable_cpus();
    async_service service(settings, shards);
    waiting_server server{settings, stats};
    service.add_routes(server.web);
    server.open_shard = [&] { service.open_shard(); };
    server.close_shard = [&] { service.close_shard(); };
    return run_to_end(server, shards);
}

int serve_event_loop(const serve_settings& settings, server_stats& stats) {
    log_errors_only();
    look_up_by_dns_only();
    loop_service service(settings);
    waiting_server server{settings, stats};
    service.add_routes(server.web);
    return run_to_end(server, 1);  // that one route holds up all others is the point
}

int serve_backend(const serve_settings& settings, server_stats& stats) {
    waiting_server server{settings, stats};
    service_time time(settings.io_delay, settings.backend_limit);
    blob_store store;
    if (settings.role == "profile-service")
        add_profile_routes(server.web, time);
    else
        add_blob_routes(server.web, store, time);
    return run_to_end(server, 1);  // the limit belongs to one shard
}

}  // namespace weir::inline v0::lab
