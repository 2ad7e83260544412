// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// What a request pays for its trace and its span, from its head to its end: without and with a
/// `traceparent`, and with the keeping of spans switched off. And what a reader pays for a look at
/// so many requests in flight.

#include "http/live_request.hpp"

#include <weir/http/headers.hpp>
#include <weir/http/request_span.hpp>

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

namespace weir::http {
namespace {

struct bare_loop : loop_context {
    bare_loop() : loop_context(clock::now(), 7) {}
    void next_turn() { set_now(now() + std::chrono::microseconds(1)); }
};

headers usual_fields() {
    headers fields;
    for (const char* name : {"Host", "User-Agent", "Accept"})
        static_cast<void>(fields.append(name, "127.0.0.1:8080"));
    return fields;
}

void serve(bare_loop& loop, detail::live_request& request, const headers& fields) {
    static const std::string route = "/hello/{name}";
    loop.next_turn();
    const time_point now = loop.now();
    benchmark::DoNotOptimize(request.begin(
        {.target = "/hello/world", .accepted = now, .first_byte = now, .head = now}, fields));
    request.handler_begins(&route);
    request.answered(false);
    request.end(200, true);
}

void requests(benchmark::State& state, const headers& fields) {
    bare_loop loop;
    detail::live_request request(loop);
    for (auto _ : state) serve(loop, request, fields);
}

void begins_a_trace(benchmark::State& state) {
    requests(state, usual_fields());
}
BENCHMARK(begins_a_trace);

void continues_a_trace(benchmark::State& state) {
    headers fields = usual_fields();
    static_cast<void>(
        fields.append("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    requests(state, fields);
}
BENCHMARK(continues_a_trace);

void keeps_no_span(benchmark::State& state) {
    keep_request_spans(false);
    requests(state, usual_fields());
    keep_request_spans(true);
}
BENCHMARK(keeps_no_span);

void look_at_requests_in_flight(benchmark::State& state) {
    bare_loop loop;
    const headers fields = usual_fields();
    std::vector<std::unique_ptr<detail::live_request>> open;
    for (int i = 0; i < state.range(0); ++i) {
        open.push_back(std::make_unique<detail::live_request>(loop));
        static_cast<void>(open.back()->begin({.target = "/hello/world"}, fields));
    }
    std::size_t seen = 0;
    for (auto _ : state) for_each_request_span([&](const request_span&) { ++seen; });
    benchmark::DoNotOptimize(seen);
}
BENCHMARK(look_at_requests_in_flight)->Arg(10)->Arg(2000);

}  // namespace
}  // namespace weir::http
