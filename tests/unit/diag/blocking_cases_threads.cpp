// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "call_world.hpp"
#include "guard_test.hpp"

#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string_view>

namespace weir::guard_test {
namespace {

using world = call_world;

// Objects of the cases below outlive the threads that use them.
struct thread_things {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    sem_t semaphore{};
    std::promise<int> promise;
    pthread_barrier_t barrier{};
    pthread_t thread{};
};

timespec in_a_minute(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    t.tv_sec += 60;
    return t;
}

/// `lock` while another thread holds the mutex.
template <class Lock>
call_case mutex_case(const char* function, Lock lock) {
    return {function, false, [lock](world& w) {
                const auto t = std::make_shared<thread_things>();
                w.in_the_way([t] { t->mutex.lock(); }, [t] { t->mutex.unlock(); });
                EXPECT_EQ(lock(t->mutex.native_handle()), 0);
                t->mutex.unlock();
            }};
}

template <class Lock>
call_case rwlock_case(const char* function, Lock lock) {
    return {function, false, [lock](world& w) {
                const auto t = std::make_shared<thread_things>();
                w.in_the_way([t] { pthread_rwlock_wrlock(&t->lock); },
                             [t] { pthread_rwlock_unlock(&t->lock); });
                EXPECT_EQ(lock(&t->lock), 0);
                pthread_rwlock_unlock(&t->lock);
            }};
}

/// `wait` for a condition that comes true.
template <class Wait>
call_case condition_case(const char* function, Wait wait) {
    return {function, true, [wait](world& w) {
                const auto t = std::make_shared<thread_things>();
                w.in_the_way([] {},
                             [t] {
                                 const std::lock_guard hold(t->mutex);
                                 t->done = true;
                                 t->changed.notify_all();
                             });
                std::unique_lock hold(t->mutex);
                while (!t->done)
                    EXPECT_EQ(wait(t->changed.native_handle(), t->mutex.native_handle()), 0);
            }};
}

template <class Wait>
call_case semaphore_case(const char* function, Wait wait) {
    return {function, true, [wait](world& w) {
                const auto t = std::make_shared<thread_things>();
                sem_init(&t->semaphore, 0, 0);
                w.in_the_way([] {}, [t] { sem_post(&t->semaphore); });
                EXPECT_EQ(wait(&t->semaphore), 0);
            }};
}

template <class Join>
call_case join_case(const char* function, Join join) {
    return {function, true, [join](world& w) {
                const auto t = std::make_shared<thread_things>();
                // It may outlive this function, detached, and then needs the semaphore still.
                auto wait = [](void* s) -> void* {
                    const std::unique_ptr<std::shared_ptr<thread_things>> own(
                        static_cast<std::shared_ptr<thread_things>*>(s));
                    while (sem_wait(&(*own)->semaphore) != 0) {
                    }
                    return nullptr;
                };
                sem_init(&t->semaphore, 0, 0);
                ASSERT_EQ(pthread_create(&t->thread, nullptr, wait,
                                         new std::shared_ptr<thread_things>(t)),
                          0);
                w.in_the_way([] {}, [t] { sem_post(&t->semaphore); });
                try {
                    EXPECT_EQ(join(t->thread), 0);
                } catch (...) {  // it was not joined
                    pthread_detach(t->thread);
                    throw;
                }
            }};
}

std::vector<call_case> lock_cases() {
    return {
        mutex_case("pthread_mutex_lock", [](auto* m) { return pthread_mutex_lock(m); }),
        mutex_case("pthread_mutex_timedlock",
                   [](auto* m) {
                       const timespec until = in_a_minute(CLOCK_REALTIME);
                       return pthread_mutex_timedlock(m, &until);
                   }),
        mutex_case("pthread_mutex_clocklock",
                   [](auto* m) {
                       const timespec until = in_a_minute(CLOCK_MONOTONIC);
                       return pthread_mutex_clocklock(m, CLOCK_MONOTONIC, &until);
                   }),
        rwlock_case("pthread_rwlock_rdlock", [](auto* l) { return pthread_rwlock_rdlock(l); }),
        rwlock_case("pthread_rwlock_wrlock", [](auto* l) { return pthread_rwlock_wrlock(l); }),
        rwlock_case("pthread_rwlock_timedrdlock",
                    [](auto* l) {
                        const timespec until = in_a_minute(CLOCK_REALTIME);
                        return pthread_rwlock_timedrdlock(l, &until);
                    }),
        rwlock_case("pthread_rwlock_timedwrlock",
                    [](auto* l) {
                        const timespec until = in_a_minute(CLOCK_REALTIME);
                        return pthread_rwlock_timedwrlock(l, &until);
                    }),
        rwlock_case("pthread_rwlock_clockrdlock",
                    [](auto* l) {
                        const timespec until = in_a_minute(CLOCK_MONOTONIC);
                        return pthread_rwlock_clockrdlock(l, CLOCK_MONOTONIC, &until);
                    }),
        rwlock_case("pthread_rwlock_clockwrlock",
                    [](auto* l) {
                        const timespec until = in_a_minute(CLOCK_MONOTONIC);
                        return pthread_rwlock_clockwrlock(l, CLOCK_MONOTONIC, &until);
                    }),
    };
}

std::vector<call_case> rendezvous_cases() {
    return {
        condition_case("pthread_cond_wait",
                       [](auto* c, auto* m) { return pthread_cond_wait(c, m); }),
        condition_case("pthread_cond_timedwait",
                       [](auto* c, auto* m) {
                           const timespec until = in_a_minute(CLOCK_REALTIME);
                           return pthread_cond_timedwait(c, m, &until);
                       }),
        condition_case("pthread_cond_clockwait",
                       [](auto* c, auto* m) {
                           const timespec until = in_a_minute(CLOCK_MONOTONIC);
                           return pthread_cond_clockwait(c, m, CLOCK_MONOTONIC, &until);
                       }),
        semaphore_case("sem_wait", [](sem_t* s) { return sem_wait(s); }),
        semaphore_case("sem_timedwait",
                       [](sem_t* s) {
                           const timespec until = in_a_minute(CLOCK_REALTIME);
                           return sem_timedwait(s, &until);
                       }),
        semaphore_case("sem_clockwait",
                       [](sem_t* s) {
                           const timespec until = in_a_minute(CLOCK_MONOTONIC);
                           return sem_clockwait(s, CLOCK_MONOTONIC, &until);
                       }),
        join_case("pthread_join", [](pthread_t t) { return pthread_join(t, nullptr); }),
        join_case("pthread_timedjoin_np",
                  [](pthread_t t) {
                      const timespec until = in_a_minute(CLOCK_REALTIME);
                      return pthread_timedjoin_np(t, nullptr, &until);
                  }),
        join_case("pthread_clockjoin_np",
                  [](pthread_t t) {
                      const timespec until = in_a_minute(CLOCK_MONOTONIC);
                      return pthread_clockjoin_np(t, nullptr, CLOCK_MONOTONIC, &until);
                  }),
        {"pthread_barrier_wait", false,
         [](world& w) {
             const auto t = std::make_shared<thread_things>();
             pthread_barrier_init(&t->barrier, nullptr, 2);
             w.in_the_way([] {}, [t] { pthread_barrier_wait(&t->barrier); });
             pthread_barrier_wait(&t->barrier);
         }},
        {"futex", false,
         [](world& w) {
             const auto t = std::make_shared<thread_things>();
             std::future<int> future = t->promise.get_future();
             w.in_the_way([] {}, [t] { t->promise.set_value(1); });
             EXPECT_EQ(future.get(), 1);
         }},
    };
}

/// TSan looks up condition variables by glibc's version of them, which passes the guard by, and
/// does not know pthread_clockjoin_np.
bool left_out(const call_case& c) {
    const std::string_view name = c.function;
    return !raises && (name == "pthread_cond_wait" || name == "pthread_cond_timedwait" ||
                       name == "pthread_clockjoin_np");
}

}  // namespace

std::vector<call_case> thread_cases() {
    std::vector<call_case> all = lock_cases();
    for (call_case& one : rendezvous_cases()) all.push_back(std::move(one));
    std::erase_if(all, left_out);
    return all;
}

}  // namespace weir::guard_test
