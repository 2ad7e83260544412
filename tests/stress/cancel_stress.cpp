// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "stress/user.hpp"
#include "support/fault_driver.hpp"
#include "support/scratch_directory.hpp"

#include <weir/base/log.hpp>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <thread>

// Random operations of every kind on several shards, stopped at random moments. Afterwards nothing
// may be left: see --help, scripts/stress and docs/design/0012.

namespace weir::stress {
namespace {

constexpr const char* usage =
    "usage: cancel_stress [--operations N] [--seed N] [--faults] [--shards N] [--users N]\n"
    "                     [--seconds N]\n"
    "The driver is that of WEIR_DRIVER. Exit code 0: all ended and nothing is left.\n";

std::size_t open_descriptors() {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

/// Lets the shard turn until it holds, at most 20 s.
template <class Condition>
task<bool> comes_true(Condition condition) {
    const time_point give_up = this_task::now() + 20s;
    while (!condition() && this_task::now() < give_up) static_cast<void>(co_await sleep_for(200us));
    co_return condition();
}

task<result<void>> run_users(arena& a) {
    co_return co_await with_scope([&](scope& s) -> task<void> {
        for (unsigned i = 0; i < a.all.with.users; ++i)
            s.spawn("user", [&a]() -> task<void> {
                user u(a);
                co_await u.live();
            });
        co_return;
    });
}

/// What must hold on each shard when all users have gone.
task<void> check_shard(arena& a, std::size_t tasks_before) {
    account& sums = a.all.sums;
    shard& here = *shard::this_shard();
    a.listening.close();
    a.flag_descriptor.close();
    a.storage.close();
    sums.expect(co_await comes_true([&] { return here.io().pending() == 0; }),
                "operations are left in flight");
    sums.expect(a.sent == a.received + a.values.size(), "the channel lost a value");
    sums.expect(a.units.available() == 3, "the semaphore lost units");
    sums.expect(!a.lock.locked(), "the mutex is locked");
    sums.expect(a.victims.empty(), "a bound was left behind");
    sums.expect(co_await comes_true([&] { return here.root_scope().size() == tasks_before; }),
                "tasks are left on the shard");
    sums.expect(here.timers().size() == 0, "timers are left on the shard");
}

task<result<void>> live_on(world& w, shard& here) {
    const std::size_t tasks = here.root_scope().size();
    const std::string path = w.directory + "/" + std::to_string(here.index());
    listener l = co_await ok(listener::listen(address::loopback(0)));
    file f = co_await ok(file::open(path, {.write = true, .create = true}));
    io_handle readiness = co_await ok(io_handle::adopt(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)));
    arena a(w, std::move(l), std::move(f), std::move(readiness));
    w.boxes[here.index()] = &a.box;
    ++w.sums.ready;
    while (w.sums.ready.load() < w.with.shards) co_await ok(sleep_for(100us));
    const result<void> lived = co_await run_users(a);
    w.sums.expect(lived.has_value(), "a user failed");
    // The other shards may still write to our box, or call us.
    ++w.sums.done;
    while (w.sums.done.load() < w.with.shards) co_await ok(sleep_for(100us));
    co_await ok(sleep_for(1ms));
    w.sums.mailed -= a.box.size();
    co_await check_shard(a, tasks);
    co_return {};
}

std::optional<settings> settings_of(int count, char** words) {
    settings s;
    s.seed = std::random_device{}();
    const auto number = [&](int& i, auto& into) {
        const std::string_view text = ++i < count ? words[i] : "";
        const auto end = text.data() + text.size();
        return !text.empty() && std::from_chars(text.data(), end, into).ptr == end;
    };
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        bool understood = word == "--faults";
        if (understood) s.faults = true;
        if (word == "--operations") understood = number(i, s.operations);
        if (word == "--seed") understood = number(i, s.seed);
        if (word == "--shards") understood = number(i, s.shards);
        if (word == "--users") understood = number(i, s.users);
        if (word == "--seconds") understood = number(i, s.seconds);
        if (!understood) return std::nullopt;
    }
    return s;
}

void on_alarm(int) {
    constexpr std::string_view text = "stress: it hangs; the seed is above\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    std::abort();
}

void run_in(world& w) {
    const result<void> ran = run(
        [&]() -> task<result<void>> {
            co_return co_await on_each_shard(
                [&](shard& here) -> task<result<void>> { co_return co_await live_on(w, here); });
        },
        {.shards = w.with.shards, .receive_buffers = 64, .seed = w.with.seed});
    w.sums.expect(ran.has_value(), "a shard failed");
    if (!ran) std::fprintf(stderr, "stress: %s\n", ran.error().message().c_str());
}

/// What must hold when the runtime has gone.
void check_process(world& w, std::size_t descriptors_before) {
    account& sums = w.sums;
    const auto give_up = std::chrono::steady_clock::now() + 20s;
    while (w.pool.stats().degraded() && std::chrono::steady_clock::now() < give_up)
        std::this_thread::sleep_for(1ms);
    const offload_stats pool = w.pool.stats();
    sums.expect(pool.queued == 0 && pool.running == 0 && pool.lost == 0, "the pool is not idle");
    sums.expect(sums.frames.load() == 0, "coroutine frames are left");
    sums.expect(sums.mailed.load() == sums.delivered.load(), "a mailbox lost a message");
    sums.expect(w.pages.in_use() == 0, "blocks are left");
    sums.expect(open_descriptors() == descriptors_before, "descriptors are left open");
}

int stress(const settings& with) {
    const char* driver = std::getenv("WEIR_DRIVER");
    std::printf("cancel_stress: driver %s, %llu operations, --seed %llu%s\n",
                driver != nullptr ? driver : "auto",
                static_cast<unsigned long long>(with.operations),
                static_cast<unsigned long long>(with.seed), with.faults ? " --faults" : "");
    std::fflush(stdout);
    std::signal(SIGALRM, &on_alarm);
    ::alarm(with.seconds);
    set_log_sink([](log_level, std::string_view) noexcept {});  // abandoned calls, full tables

    std::optional<test::fault_layer> faults;
    if (with.faults)
        faults.emplace(test::fault_plan{
            .seed = with.seed,
            .fail = 5,
            .shorten = 100,
            .hold_back = 20,
            .delay = 100,
            .late_cancel = 300,
            .interrupt = 20,
            .limits = detail::driver_limits{.ring_entries = 32, .lease_count = 16}});
    const test::scratch_directory directory;
    world w(with);
    w.directory = directory.path();
    const std::size_t descriptors = open_descriptors();
    run_in(w);
    check_process(w, descriptors);
    std::printf("cancel_stress: %llu succeeded, %llu stopped, %llu failed; %llu things wrong\n",
                static_cast<unsigned long long>(w.sums.succeeded),
                static_cast<unsigned long long>(w.sums.stopped),
                static_cast<unsigned long long>(w.sums.failed),
                static_cast<unsigned long long>(w.sums.wrong));
    if (faults) std::printf("cancel_stress: %s\n", faults->counts().text().c_str());
    return w.sums.wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace weir::stress

int main(int count, char** words) {
    const auto with = weir::stress::settings_of(count, words);
    if (with && with->shards > 0) return weir::stress::stress(*with);
    std::fputs(weir::stress::usage, stderr);
    return 2;
}
