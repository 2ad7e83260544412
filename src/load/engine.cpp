// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/open_load.hpp"
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

constexpr double highest_rate = 1e6;
constexpr int most_intervals = 7200;  // of all planned steps: what reports may have to keep

/// A second, or longer in long tests.
duration interval_of(const plan& what) noexcept {
    duration counted{};
    for (const step_plan& step : what.steps) counted += step.measure;
    return std::max<duration>(1s, counted / most_intervals);
}

bool is_runnable(const step_plan& step) noexcept {
    return step.open()
               ? step.rate <= highest_rate && step.rate_end <= highest_rate && step.rate_end >= 0
               : step.users > 0;
}

/// Steps that can be run, all of one model.
bool is_runnable(const plan& what) noexcept {
    return std::ranges::all_of(what.steps, [&](const step_plan& step) {
        return is_runnable(step) && step.open() == what.steps.front().open();
    });
}

}  // namespace

/// A test in progress.
struct engine::state {
    state(plan p, engine_hooks h) : what(std::move(p)), hooks(std::move(h)) {}

    [[nodiscard]] task<result<void>> prepare();
    [[nodiscard]] task<result<void>> find_target(const http::url& url);
    [[nodiscard]] task<void> run_steps(scope& users);
    [[nodiscard]] std::optional<step_plan> step_after_last();
    [[nodiscard]] task<bool> run_step(scope& users);
    [[nodiscard]] task<bool> run_closed(scope& users);
    [[nodiscard]] task<bool> run_open();
    [[nodiscard]] task<bool> run_arrivals(open_load& arrivals_to, scope& connections);
    [[nodiscard]] task<void> finish_open(open_load& arrivals_to);
    [[nodiscard]] task<void> let_recover();
    [[nodiscard]] task<bool> ramp_to(scope& users, unsigned count);
    [[nodiscard]] task<bool> count(bool warm, time_point until);
    [[nodiscard]] task<bool> wait(time_point until, bool warming_up);
    bool keep(bool warm, bool whole);
    void take_interval(time_point until);
    void tell(bool warming_up, duration since_last);

    plan what;
    engine_hooks hooks;
    std::unique_ptr<window> counts;
    std::unique_ptr<crowd> people;
    std::vector<address> addresses;
    std::vector<step_result> results;
    unsigned spawned = 0;
    std::size_t step_index = 0;
    step_plan step;
    time_point step_begun{};
    duration warmed{};
    duration interval_length{};
    time_point interval_begun{};
    time_point counted_until{};
    bool sending = false;  // an open step's requests are still being handed over
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
    if (!is_runnable(what)) co_return fail(errc::bad_argument);
    auto requests = request_mix::make(what, *url);
    if (!requests) co_return fail(requests.error());
    co_await ok(with_timeout(what.connect_timeout, find_target(*url)));
    const bool open = !what.steps.empty() && what.steps.front().open();
    counts = std::make_unique<window>(*shard::this_shard(), open);
    if (hooks.on_interval) counts->current_interval().enable();
    interval_length = interval_of(what);
    people = std::make_unique<crowd>(crowd{.what = what,
                                           .url = std::move(*url),
                                           .addresses = std::move(addresses),
                                           .requests = std::move(*requests),
                                           .counts = *counts});
    co_return result<void>();
}

task<result<void>> engine::state::find_target(const http::url& url) {
    if (what.unix_path.empty()) {
        addresses = co_await ok(resolve(url.host, url.port));
        static_cast<void>(co_await ok(connect_any(url.host, url.port)));
        co_return result<void>();
    }
    const auto local = address::unix_path(what.unix_path);
    if (!local) co_return fail(local.error());
    addresses = {*local};
    static_cast<void>(co_await ok(socket_stream::connect(*local)));
    co_return result<void>();
}

task<void> engine::state::run_steps(scope& users) {
    for (step_index = 0;; ++step_index) {
        if (step_index >= what.steps.size()) {
            const auto more = step_after_last();
            if (!more) co_return;
            what.steps.push_back(*more);
        }
        step = what.steps[step_index];
        const bool whole = co_await run_step(users);
        if (hooks.on_step) hooks.on_step(results.back());
        if (!whole || this_task::stop_requested()) co_return;
    }
}

std::optional<step_plan> engine::state::step_after_last() {
    if (!hooks.next_step || results.empty()) return std::nullopt;
    const auto more = hooks.next_step(results.back());
    const bool fits = more && is_runnable(*more) && more->open() == step.open();
    return fits ? more : std::nullopt;
}

// False when stopped: what was counted until then is the step's result.
task<bool> engine::state::run_step(scope& users) {
    step_begun = this_task::now();
    co_return step.open() ? co_await run_open() : co_await run_closed(users);
}

task<bool> engine::state::run_closed(scope& users) {
    bool going = co_await ramp_to(users, step.users);
    going = going && co_await wait(step_begun + step.warmup, true);
    co_return keep(going, co_await count(going, this_task::now() + step.measure));
}

// Each step has connections of its own: what it leaves in flight ends with them.
task<bool> engine::state::run_open() {
    bool whole = false;
    std::optional<open_load> arrivals_to;  // outlives the connections
    static_cast<void>(co_await with_scope([&](scope& connections) -> task<void> {
        arrivals_to.emplace(*people, connections);
        whole = co_await run_arrivals(*arrivals_to, connections);
        if (whole) co_await let_recover();
        connections.request_stop();
    }));
    counts->forget_pending();
    co_return whole;
}

task<bool> engine::state::run_arrivals(open_load& arrivals_to, scope& connections) {
    sending = true;
    connections.spawn("load.arrivals", [this, &arrivals_to]() -> task<void> {
        co_await arrivals_to.send(step, step_begun);
        sending = false;
    });
    const bool warm = co_await wait(step_begun + step.warmup, true);
    bool whole = co_await count(warm, step_begun + step.warmup + step.measure);
    if (whole) co_await finish_open(arrivals_to);
    co_return keep(warm, whole && !this_task::stop_requested());
}

// Counts until then, or nothing where the step was stopped before.
task<bool> engine::state::count(bool warm, time_point until) {
    warmed = this_task::now() - step_begun;
    interval_begun = this_task::now();
    counts->begin(step, interval_begun);
    const bool whole = warm && co_await wait(until, false);
    counted_until = this_task::now();
    counts->close(counted_until);
    co_return whole;
}

// What was due is waited for, for a while; the next step shall not inherit the queue of this one.
task<void> engine::state::finish_open(open_load& arrivals_to) {
    const time_point until = this_task::now() + what.drain;
    while (sending || (counts->outstanding() > 0 && this_task::now() < until))
        if (!co_await sleep_for(5ms)) co_return;
    arrivals_to.drop_waiting();
}

// A target that still works on this step's requests would be judged by them in the next one.
task<void> engine::state::let_recover() {
    if (step_index + 1 >= what.steps.size() && !hooks.next_step) co_return;
    const time_point until = this_task::now() + what.recover;
    while (counts->pending() > 0 && this_task::now() < until)
        if (!co_await sleep_for(5ms)) co_return;
}

bool engine::state::keep(bool warm, bool whole) {
    step_result made =
        counts->end({.warmup = warmed, .connections = what.max_connections, .interrupted = !whole});
    take_interval(counted_until);
    if (!whole) {
        made.interrupted = true;
        made.settled = false;
        made.note = warm ? "interrupted while counting" : "interrupted before counting";
    }
    results.push_back(std::move(made));
    return whole;
}

void engine::state::take_interval(time_point until) {
    if (!hooks.on_interval) return;
    interval_begun = until;
    counts->current_interval().take(step, step_index, until,
                                    [this](const interval& i) { hooks.on_interval(i); });
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
task<bool> engine::state::wait(time_point until, bool warming_up) {
    while (this_task::now() < until) {
        const time_point before = this_task::now();
        const duration part = std::min<duration>(1s, until - before);
        if (!co_await sleep_for(part)) co_return false;
        counts->watch_generator();
        tell(warming_up, this_task::now() - before);
        // The last interval also has what is answered after it.
        const time_point now = this_task::now();
        if (!warming_up && now < until && now - interval_begun >= interval_length)
            take_interval(now);
    }
    co_return !this_task::stop_requested();
}

void engine::state::tell(bool warming_up, duration since_last) {
    const recent last = counts->take_recent();
    if (!hooks.on_progress) return;
    hooks.on_progress(
        {.step = step_index,
         .steps = what.steps.size(),
         .users = step.open() ? 0 : step.users,
         .rate = step.rate,
         .warming_up = warming_up,
         .elapsed_s = seconds(this_task::now() - step_begun),
         .total_s = seconds(step.warmup + step.measure),
         .ok_per_s = static_cast<double>(last.ok) / seconds(since_last),
         .mean_ms = last.ok == 0 ? 0 : seconds(last.ok_time) * 1e3 / static_cast<double>(last.ok),
         .errors = last.errors,
         .shed = last.shed,
         .pending = counts->pending()});
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
