// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

#include <functional>
#include <map>
#include <memory>
#include <random>

// Random trees of scopes and tasks that end, fail, throw, spawn, are stopped and clean up,
// performed by the library and by a reference that only knows the rules in scope.hpp and a list of
// events.

namespace weir::scope_model_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;

/// How a task or scope ends: "" for success, "!..." for an exception, else the error's name.
using ending = std::string;

ending name_of(std::error_code code) {
    return code ? code.message() : "";
}

/// A task of a program. Durations are so long and odd that no two events coincide.
struct plan {
    duration lasts{};
    ending ends;
    bool prompt = true;  ///< ends with the stop's error at once, else cleans up first
    duration cleans_up{};
    ending ends_stopped{};
    std::vector<plan> spawns{};    ///< siblings, when it ends by itself
    std::vector<plan> children{};  ///< if there are any, it is a scope of these
    duration stops_itself{};       ///< a scope whose owner stops it, if not zero
};

class dice {
public:
    explicit dice(std::uint64_t seed) : random_(seed) {}
    std::size_t pick(std::size_t below) { return random_() % below; }
    duration time() { return 1ms * (1 + random_() % 1'000'000'000); }
    ending any_ending() {
        switch (pick(8)) {
            case 0:
                return name_of(errc::eof);
            case 1:
                return name_of(errc::canceled);
            case 2:
                return "!" + std::to_string(random_() % 1000);
            default:
                return "";
        }
    }

    plan any_plan(int depth) {
        plan p{.lasts = time(), .ends = any_ending(), .prompt = pick(3) != 0};
        p.cleans_up = time();
        p.ends_stopped = any_ending();
        if (pick(6) == 0)
            for (std::size_t n = pick(3); n > 0; --n) p.spawns.push_back(any_plan(0));
        if (depth > 0 && pick(2) == 0) p.children = any_children(depth - 1);
        if (!p.children.empty() && pick(4) == 0) p.stops_itself = time();
        return p;
    }
    std::vector<plan> any_children(int depth) {
        std::vector<plan> all;
        for (std::size_t n = 1 + pick(5); n > 0; --n) all.push_back(any_plan(depth));
        return all;
    }

private:
    std::mt19937_64 random_;
};

// --- the reference ---

class simulation {
public:
    using on_end = std::function<void(ending)>;

    struct node {
        virtual ~node() = default;
        virtual void stop(stop_reason reason) = 0;
    };

    void at(duration delay, std::function<void()> what) { events_.emplace(now + delay, what); }
    void run() {
        while (!events_.empty()) {
            const auto first = events_.begin();
            now = first->first;
            const auto what = std::move(first->second);
            events_.erase(first);
            what();
        }
    }

    duration now{};

private:
    std::multimap<duration, std::function<void()>> events_;
};

class leaf_node final : public simulation::node {
public:
    leaf_node(simulation& s, const plan& p, std::function<void()> spawn, simulation::on_end end)
        : sim_(s), plan_(p), end_(std::move(end)) {
        sim_.at(p.lasts, [this, spawn] {
            if (stopped_) return;
            ended_ = true;
            spawn();
            end_(plan_.ends);
        });
    }
    void stop(stop_reason reason) override {
        if (ended_ || std::exchange(stopped_, true)) return;
        if (plan_.prompt) return end_(name_of(stop_error(reason)));
        sim_.at(plan_.cleans_up, [this] { end_(plan_.ends_stopped); });
    }

private:
    simulation& sim_;
    const plan& plan_;
    simulation::on_end end_;
    bool ended_ = false;
    bool stopped_ = false;
};

class scope_node final : public simulation::node {
public:
    scope_node(simulation& s, const plan& p, simulation::on_end end)
        : sim_(s), end_(std::move(end)) {
        for (const plan& child : p.children) spawn(child);
        if (p.stops_itself != duration{})
            sim_.at(p.stops_itself, [this] {
                if (running_ != 0) stop_from(stop_reason::requested, true);
            });
    }
    void stop(stop_reason reason) override { stop_from(reason, false); }

    [[nodiscard]] std::size_t failures() const { return failures_; }

private:
    void spawn(const plan& p) {
        ++running_;
        nodes_.push_back(nullptr);
        const std::size_t own = nodes_.size() - 1;
        auto ended = [this, own](const ending& e) { child_ended(own, e); };
        if (!p.children.empty())
            nodes_[own] = std::make_shared<scope_node>(sim_, p, ended);
        else
            nodes_[own] = std::make_shared<leaf_node>(
                sim_, p,
                [this, &p] {
                    for (const plan& s : p.spawns) spawn(s);
                },
                ended);
        if (reason_ != stop_reason::none) nodes_[own]->stop(reason_);
    }

    void stop_from(stop_reason reason, bool owner) {
        if (reason_ != stop_reason::none) return;
        reason_ = reason;
        by_owner_ = owner;
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            if (const auto child = nodes_[i]) child->stop(reason);
    }

    void child_ended(std::size_t own, const ending& e) {
        gone_.push_back(std::exchange(nodes_[own], nullptr));  // it may be what calls us
        const bool of_stop = reason_ != stop_reason::none &&
                             (e == name_of(stop_error(reason_)) || e == name_of(errc::canceled));
        if (of_stop) {
            if (!by_owner_) interrupted_ = true;
        } else if (!e.empty()) {
            if (failures_++ == 0) first_ = e;
            stop_from(stop_reason::sibling, true);
        }
        if (--running_ != 0) return;
        if (first_.empty() && interrupted_) first_ = name_of(stop_error(reason_));
        end_(first_);
    }

    simulation& sim_;
    simulation::on_end end_;
    std::vector<std::shared_ptr<simulation::node>> nodes_;
    std::vector<std::shared_ptr<simulation::node>> gone_;
    std::size_t running_ = 0;
    std::size_t failures_ = 0;
    ending first_;
    stop_reason reason_ = stop_reason::none;
    bool by_owner_ = false;
    bool interrupted_ = false;
};

// --- the library ---

result<void> end_with(const ending& e) {
    if (e.starts_with('!')) throw std::runtime_error(e);
    for (const errc code : {errc::eof, errc::canceled})
        if (e == name_of(code)) return fail(code);
    return {};
}

task<result<void>> perform(const plan& p, scope& home);

task<result<void>> perform_scope(const plan& p, std::size_t& failures) {
    scope s;
    for (const plan& child : p.children) s.spawn("child", perform, std::cref(child), std::ref(s));
    struct alarm : timer {
        explicit alarm(scope& target) noexcept
            : timer([](timer& t) noexcept { static_cast<alarm&>(t).of.request_stop(); }),
              of(target) {}
        scope& of;
    } stops(s);
    if (p.stops_itself != duration{})
        this_task::loop().timers().add(stops, this_task::now() + p.stops_itself);
    std::exception_ptr thrown;
    result<void> joined;
    try {
        joined = co_await s.join();
    } catch (...) {
        thrown = std::current_exception();
    }
    failures = s.failure_count();
    if (thrown) std::rethrow_exception(thrown);
    co_return joined;
}

task<result<void>> perform(const plan& p, scope& home) {
    std::size_t failures = 0;
    if (!p.children.empty()) co_return co_await perform_scope(p, failures);
    const auto slept = co_await sleep_for(p.lasts);
    if (slept) {
        for (const plan& s : p.spawns) home.spawn("sibling", perform, std::cref(s), std::ref(home));
        co_return end_with(p.ends);
    }
    if (p.prompt) co_return slept;
    co_await shielded(24h * 365 * 50, [](duration d) -> task<void> {
        static_cast<void>(co_await sleep_for(d));
    }(p.cleans_up));
    co_return end_with(p.ends_stopped);
}

struct outcome {
    ending ended;
    std::size_t failures = 0;
    duration after{};
};

/// A stop from outside comes `stop_after` the beginning.
outcome by_library(const plan& p, duration stop_after, stop_reason reason) {
    manual_loop loop;
    const time_point begin = loop.now();
    outcome seen;
    stop_source outside;
    environment env = loop.root();
    env.stop = outside.token();
    auto main = [&]() -> task<void> {
        try {
            const auto joined = co_await perform_scope(p, seen.failures);
            seen.ended = joined ? "" : name_of(joined.error());
        } catch (const std::runtime_error& e) {
            seen.ended = e.what();
        }
        seen.after = loop.now() - begin;
    };
    auto running = loop.start(detail::in_environment(env, main()));
    while (!running->done() && loop.timers().next() && *loop.timers().next() < begin + stop_after)
        loop.advance_to_next();
    if (!running->done()) {
        loop.advance(begin + stop_after - loop.now());
        outside.request_stop(reason);
        loop.run_ready();
    }
    while (!running->done() && loop.advance_to_next()) {
    }
    EXPECT_TRUE(running->done()) << "it hangs";
    EXPECT_EQ(loop.timers().size(), 0U);
    return seen;
}

outcome by_reference(const plan& p, duration stop_after, stop_reason reason) {
    simulation sim;
    outcome seen;
    bool done = false;
    scope_node root(sim, p, [&](const ending& e) {
        seen.ended = e;
        seen.after = sim.now;
        done = true;
    });
    sim.at(stop_after, [&] {
        if (!done) root.stop(reason);
    });
    sim.run();
    seen.failures = root.failures();
    return seen;
}

TEST(scope_model, agrees_with_the_reference_over_random_programs) {
    const test::log_capture dropped_exceptions;
    for (std::uint64_t seed = 1; seed <= 3000 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        dice d(seed);
        plan p;
        p.children = d.any_children(2);
        if (d.pick(4) == 0) p.stops_itself = d.time();
        const duration stop_after = d.pick(2) == 0 ? 24h * 365 * 100 : d.time();
        const auto reason = d.pick(2) == 0 ? stop_reason::deadline : stop_reason::drain;
        const outcome expected = by_reference(p, stop_after, reason);
        const outcome seen = by_library(p, stop_after, reason);
        EXPECT_EQ(seen.ended, expected.ended);
        EXPECT_EQ(seen.failures, expected.failures);
        // Each timer may fire a tick late.
        EXPECT_GE(seen.after, expected.after);
        EXPECT_LT(seen.after, expected.after + 5ms);
    }
}

}  // namespace
}  // namespace weir::scope_model_test
