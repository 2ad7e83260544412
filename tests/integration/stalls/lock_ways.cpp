// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "helper_thread.hpp"
#include "way.hpp"

#include <semaphore.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <shared_mutex>
#include <string>

namespace stalls {

using weir::task;
using cause = weir::diag::stall_cause;

namespace {

/// Runs `hold` on a thread that lets go after the stall, and returns once it holds.
template <class Lock>
class holder {
public:
    explicit holder(Lock& lock)
        : thread_([this, &lock] {
              pthread_setname_np(pthread_self(), "lock-holder");
              lock.lock();
              holds_.store(true);
              holds_.notify_one();
              std::this_thread::sleep_for(std::chrono::milliseconds(stall_ms));
              lock.unlock();
          }) {
        holds_.wait(false);
    }
    ~holder() { thread_.join(); }

private:
    std::atomic<bool> holds_{false};
    std::thread thread_;
};

[[gnu::noinline]] void take_mutex(std::mutex& m) {
    const std::scoped_lock hold(m);
    not_a_tail_call();
}
task<void> way_mutex() {
    std::mutex m;
    const holder other(m);
    take_mutex(m);
    co_return;
}

[[gnu::noinline]] void take_recursive(std::recursive_mutex& m) {
    const std::scoped_lock hold(m);
    not_a_tail_call();
}
task<void> way_recursive_mutex() {
    std::recursive_mutex m;
    const holder other(m);
    take_recursive(m);
    co_return;
}

[[gnu::noinline]] void take_shared(std::shared_mutex& m) {
    const std::shared_lock hold(m);
    not_a_tail_call();
}
task<void> way_shared_mutex() {
    std::shared_mutex m;
    const holder other(m);
    take_shared(m);
    co_return;
}

[[gnu::noinline]] void wait_condition(std::mutex& m, std::condition_variable& c, const bool& done) {
    std::unique_lock hold(m);
    c.wait(hold, [&] { return done; });
}
task<void> way_condition() {
    std::mutex m;
    std::condition_variable c;
    bool done = false;
    const helper_thread other("notifier", [&] {
        const std::scoped_lock hold(m);
        done = true;
        c.notify_one();
    });
    wait_condition(m, c, done);
    co_return;
}

[[gnu::noinline]] int wait_future(std::future<int>& f) {
    const int value = f.get();
    not_a_tail_call();
    return value;
}
task<void> way_future() {
    std::promise<int> p;
    std::future<int> f = p.get_future();
    const helper_thread other("promiser", [&] { p.set_value(1); });
    wait_future(f);
    co_return;
}

[[gnu::noinline]] void join_thread(helper_thread& t) {
    t.join();
    not_a_tail_call();
}
task<void> way_join() {
    helper_thread other("joined", [] {});
    join_thread(other);
    co_return;
}

[[gnu::noinline]] void wait_semaphore(sem_t& s) {
    sem_wait(&s);
    not_a_tail_call();
}
task<void> way_semaphore() {
    sem_t s;
    sem_init(&s, 0, 0);
    {
        const helper_thread other("poster", [&] { sem_post(&s); });
        wait_semaphore(s);
    }
    sem_destroy(&s);
    co_return;
}

[[gnu::noinline]] void wait_once(std::once_flag& once) {
    std::call_once(once, [] {});
    not_a_tail_call();
}
task<void> way_call_once() {
    std::once_flag once;
    std::atomic<bool> begun{false};
    std::thread first([&] {
        std::call_once(once, [&] {
            begun.store(true);
            begun.notify_one();
            std::this_thread::sleep_for(std::chrono::milliseconds(stall_ms));
        });
    });
    begun.wait(false);
    wait_once(once);
    first.join();
    co_return;
}

[[gnu::noinline]] void wait_atomic(const std::atomic<bool>& flag) {
    flag.wait(false);
    not_a_tail_call();
}
task<void> way_atomic_wait() {
    std::atomic<bool> flag{false};
    const helper_thread other("setter", [&] {
        flag.store(true);
        flag.notify_one();
    });
    wait_atomic(flag);
    co_return;
}

}  // namespace

std::vector<way> lock_ways() {
    return {
        {"std::mutex", cause::lock, "take_mutex", "way_mutex", way_mutex, "(lock-holder)"},
        {"std::recursive_mutex", cause::lock, "take_recursive", "way_recursive_mutex",
         way_recursive_mutex, "(lock-holder)"},
        {"std::shared_mutex", cause::lock, "take_shared", "way_shared_mutex", way_shared_mutex,
         "futex"},
        {"std::condition_variable", cause::lock, "wait_condition", "way_condition", way_condition,
         "futex"},
        {"std::future", cause::lock, "wait_future", "way_future", way_future, "futex"},
        {"std::thread::join", cause::lock, "join_thread|helper_thread::join", "way_join", way_join,
         "futex"},
        {"sem_wait", cause::lock, "wait_semaphore", "way_semaphore", way_semaphore, "futex"},
        {"std::call_once, under way elsewhere", cause::lock, "wait_once", "way_call_once",
         way_call_once, "futex"},
        {"std::atomic::wait", cause::lock, "wait_atomic", "way_atomic_wait", way_atomic_wait,
         "futex"},
    };
}

}  // namespace stalls
