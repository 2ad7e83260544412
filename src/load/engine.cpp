// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/user.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/load/engine.hpp>
#include <weir/net/resolve.hpp>

#include <algorithm>

namespace weir::inline v0::load {
namespace {

using namespace std::chrono_literals;

result<http::client_request> request_of(const target& what, const http::url& url) {
    const auto verb = http::parse_method(what.method);
    if (!verb) return fail(errc::bad_argument);
    http::client_request request{.verb = *verb, .target = url.target, .body = what.body};
    for (const auto& [name, value] : what.headers)
        if (result<void> set = request.fields.set(name, value); !set) return fail(set.error());
    return request;
}

}  // namespace

/// A test in progress.
struct engine::state {
    state(plan p, engine_hooks h) : what(std::move(p)), hooks(std::move(h)) {}

    [[nodiscard]] task<result<void>> prepare();
    [[nodiscard]] task<void> run_steps(scope& users);
    [[nodiscard]] task<bool> run_step(scope& users, const step_plan& step);
    [[nodiscard]] task<bool> ramp_to(scope& users, unsigned count);
    [[nodiscard]] task<bool> wait(duration time, bool warming_up);
    void tell(bool warming_up, duration since_last);

    plan what;
    engine_hooks hooks;
    std::unique_ptr<window> counts;
    std::unique_ptr<crowd> people;
    std::vector<step_result> results;
    unsigned spawned = 0;
    std::size_t step_index = 0;
    time_point step_begun{};
};

engine::engine(plan p, engine_hooks hooks)
    : state_(std::make_unique<state>(std::move(p), std::move(hooks))) {}
engine::~engine() = default;

task<result<std::vector<step_result>>> engine::run() {
    state& s = *state_;
    co_await ok(s.prepare());
    static_cast<void>(co_await with_scope([&s](scope& users) -> task<void> {
        co_await s.run_steps(users);
        s.people->wanted = 0;
        users.request_stop();
    }));
    co_return std::move(s.results);
}

// Finds out whether the target answers at all, before thousands of users do.
task<result<void>> engine::state::prepare() {
    auto url = http::url::parse(what.what.url);
    if (!url) co_return fail(errc::bad_argument);
    if (url->scheme != "http") co_return fail(errc::not_supported);
    auto request = request_of(what.what, *url);
    if (!request) co_return fail(request.error());
    auto addresses = co_await ok(resolve(url->host, url->port));
    static_cast<void>(
        co_await ok(with_timeout(what.connect_timeout, connect_any(url->host, url->port))));
    counts = std::make_unique<window>(*shard::this_shard());
    people = std::make_unique<crowd>(crowd{.what = what,
                                           .url = std::move(*url),
                                           .addresses = std::move(addresses),
                                           .request = std::move(*request),
                                           .counts = *counts});
    co_return result<void>();
}

task<void> engine::state::run_steps(scope& users) {
    for (step_index = 0; step_index < what.steps.size(); ++step_index) {
        const bool whole = co_await run_step(users, what.steps[step_index]);
        if (hooks.on_step && !results.empty()) hooks.on_step(results.back());
        if (!whole) co_return;
    }
}

// False when stopped: what was counted until then is the step's result.
task<bool> engine::state::run_step(scope& users, const step_plan& step) {
    step_begun = this_task::now();
    bool going = co_await ramp_to(users, step.users);
    const duration ramped = this_task::now() - step_begun;
    if (going) going = co_await wait(std::max(step.warmup - ramped, duration::zero()), true);
    const bool counting = going;
    const duration warmed = this_task::now() - step_begun;
    counts->begin(step.users, this_task::now());
    if (going) going = co_await wait(step.measure, false);
    results.push_back(counts->end(this_task::now(), warmed));
    if (!going) {
        step_result& cut = results.back();
        cut.interrupted = true;
        cut.settled = false;
        cut.note = counting ? "interrupted while counting" : "interrupted before counting";
    }
    co_return going;
}

task<bool> engine::state::ramp_to(scope& users, unsigned count) {
    people->wanted = count;
    const unsigned added = count > spawned ? count - spawned : 0;
    // At most one batch a millisecond, so that connections do not come as one burst.
    const auto ticks = std::max<long long>(what.ramp / 1ms, 1);
    const unsigned batch = std::max(1U, static_cast<unsigned>(added / ticks));
    while (spawned < count) {
        const unsigned end = std::min(count, spawned + batch);
        for (; spawned < end; ++spawned)
            users.spawn(
                "load.user",
                [](crowd& all, unsigned number) -> task<void> {
                    user one(all, number);
                    co_await one.live();
                },
                std::ref(*people), spawned);
        if (spawned < count && !co_await sleep_for(1ms)) co_return false;
    }
    // Users that are too many end with their request in flight, and only then the step begins.
    spawned = count;
    while (users.size() > count)
        if (!co_await sleep_for(10ms)) co_return false;
    co_return true;
}

// Waits and reports once a second. False when stopped.
task<bool> engine::state::wait(duration time, bool warming_up) {
    const time_point end = this_task::now() + time;
    while (this_task::now() < end) {
        const time_point before = this_task::now();
        const duration part = std::min<duration>(1s, end - before);
        if (!co_await sleep_for(part)) co_return false;
        counts->watch_generator();
        tell(warming_up, this_task::now() - before);
    }
    co_return !this_task::stop_requested();
}

void engine::state::tell(bool warming_up, duration since_last) {
    const recent last = counts->take_recent();
    if (!hooks.on_progress) return;
    const step_plan& step = what.steps[step_index];
    hooks.on_progress(
        {.step = step_index,
         .steps = what.steps.size(),
         .users = step.users,
         .warming_up = warming_up,
         .elapsed_s = seconds(this_task::now() - step_begun),
         .total_s = seconds(step.warmup + step.measure),
         .ok_per_s = static_cast<double>(last.ok) / seconds(since_last),
         .mean_ms = last.ok == 0 ? 0 : seconds(last.ok_time) * 1e3 / static_cast<double>(last.ok),
         .errors = last.errors,
         .shed = last.shed});
}

result<bool> is_loopback(const std::string& url) {
    const auto parsed = http::url::parse(url);
    if (!parsed) return fail(errc::bad_argument);
    const std::string& host = parsed->host;
    if (host == "localhost" || host.ends_with(".localhost")) return true;
    // 127.0.0.0/8 and ::1, as numbers only: a name like 127.example.org is none.
    return address::ip(host, parsed->port) && (host == "::1" || host.starts_with("127."));
}

}  // namespace weir::inline v0::load
