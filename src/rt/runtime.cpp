// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/log.hpp>
#include <weir/rt/runtime.hpp>
#include <weir/rt/turn_gate.hpp>

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/random.h>

#include <algorithm>
#include <future>
#include <thread>

namespace weir::inline v0 {
namespace {

/// Tells a shard to stop. Lives in the runtime, so that a request needs no memory.
struct stop_order : remote_work {
    explicit stop_order(shard& s, function fn) noexcept : remote_work(fn), target(s) {}
    shard& target;
    std::atomic<bool> given{false};
};

std::uint64_t seed_of(const runtime_options& options) noexcept {
    std::uint64_t seed = options.seed;
    if (seed == 0 && getrandom(&seed, sizeof seed, 0) != sizeof seed) seed = 0x57454952;
    return seed;
}

void pin_to_usable(unsigned index) noexcept {
    cpu_set_t usable;
    if (sched_getaffinity(0, sizeof usable, &usable) != 0) return;
    const auto count = static_cast<unsigned>(CPU_COUNT(&usable));
    unsigned skip = count != 0 ? index % count : 0;
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &usable) || skip-- != 0) continue;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        pthread_setaffinity_np(pthread_self(), sizeof one, &one);
        return;
    }
}

}  // namespace

struct runtime::state {
    std::vector<std::unique_ptr<shard>> shards;
    std::vector<std::unique_ptr<stop_order>> orders;
    std::vector<std::thread> threads;
};

runtime::runtime(runtime_options options)
    : options_(options),
      file_pool_({.name = "weir-files", .threads = options.file_threads, .queue_limit = 65536}),
      state_(std::make_unique<state>()) {
    turn_gate::of_process();  // made here, so that no shard waits for another to make it
    if (options_.shards == 0) options_.shards = usable_cpus();
    const std::uint64_t seed = seed_of(options_);
    for (unsigned i = 0; i < options_.shards; ++i) {
        state_->shards.push_back(std::make_unique<shard>(*this, i, seed + i));
        state_->orders.push_back(
            std::make_unique<stop_order>(*state_->shards.back(), [](remote_work& work) noexcept {
                static_cast<stop_order&>(work).target.request_stop_here();
            }));
    }
}

runtime::~runtime() {
    request_stop();
    join();
}

unsigned runtime::size() const noexcept {
    return options_.shards;
}

shard& runtime::at(unsigned index) noexcept {
    return *state_->shards[index];
}

result<void> runtime::start() {
    return start_threads(0);
}

// A driver belongs to the thread that creates it, so each thread opens its shard and reports.
result<void> runtime::start_threads(unsigned first) {
    std::vector<std::future<result<void>>> opened;
    for (unsigned i = first; i < size(); ++i) {
        std::promise<result<void>> report;
        opened.push_back(report.get_future());
        try {
            state_->threads.emplace_back([this, i, done = std::move(report)]() mutable {
                pthread_setname_np(pthread_self(), ("weir-" + std::to_string(i)).c_str());
                if (options_.pin) pin_to_usable(i);
                result<void> open = at(i).open();
                done.set_value(open);
                if (open) at(i).run();
            });
        } catch (const std::system_error& e) {
            opened.pop_back();
            request_stop();
            return fail(e.code());
        }
    }
    result<void> outcome;
    for (auto& o : opened)
        if (result<void> one = o.get(); !one) outcome = one;
    if (!outcome) {
        request_stop();
        join();
    }
    return outcome;
}

result<void> runtime::start_and_run_here(remote_work& main) noexcept {
    require(shard::this_shard() == nullptr, "run() was called inside a shard; co_await instead");
    if (options_.pin) pin_to_usable(0);
    shard& here = at(0);
    if (result<void> opened = here.open(); !opened) return opened;
    if (result<void> started = start_threads(1); !started) return started;
    here.post_work(main);
    here.run();
    request_stop();
    join();
    return {};
}

void runtime::request_stop() noexcept {
    for (auto& order : state_->orders)
        if (!order->given.exchange(true)) order->target.post_work(*order);
}

void runtime::join() noexcept {
    require(shard::this_shard() == nullptr,
            "a runtime was joined on a shard, which would wait for itself");
    for (std::thread& t : state_->threads)
        if (t.joinable()) t.join();
    state_->threads.clear();
}

}  // namespace weir::inline v0
