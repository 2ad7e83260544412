// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/gate.hpp"
#include "diag/guard/interpose/next.hpp"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

// The old condition variables of glibc have the same names.
#ifdef __x86_64__
constexpr const char* condition_version = "GLIBC_2.3.2";
#else
constexpr const char* condition_version = nullptr;
#endif

WEIR_GUARD_NEXT(pthread_mutex_lock);
WEIR_GUARD_NEXT(pthread_mutex_timedlock);
WEIR_GUARD_NEXT(pthread_mutex_clocklock);
WEIR_GUARD_NEXT(pthread_rwlock_rdlock);
WEIR_GUARD_NEXT(pthread_rwlock_wrlock);
WEIR_GUARD_NEXT(pthread_rwlock_timedrdlock);
WEIR_GUARD_NEXT(pthread_rwlock_timedwrlock);
WEIR_GUARD_NEXT(pthread_rwlock_clockrdlock);
WEIR_GUARD_NEXT(pthread_rwlock_clockwrlock);
WEIR_GUARD_NEXT(pthread_cond_wait, condition_version);
WEIR_GUARD_NEXT(pthread_cond_timedwait, condition_version);
WEIR_GUARD_NEXT(pthread_cond_clockwait);
WEIR_GUARD_NEXT(pthread_barrier_wait);
WEIR_GUARD_NEXT(pthread_join);
WEIR_GUARD_NEXT(pthread_timedjoin_np);
WEIR_GUARD_NEXT(pthread_clockjoin_np);
WEIR_GUARD_NEXT(sem_wait);
WEIR_GUARD_NEXT(sem_timedwait);
WEIR_GUARD_NEXT(sem_clockwait);
WEIR_GUARD_NEXT(syscall);

// Not interposed, but called past interceptors of sanitizers, which stand before us already.
WEIR_GUARD_NEXT(pthread_mutex_trylock);
WEIR_GUARD_NEXT(pthread_rwlock_tryrdlock);
WEIR_GUARD_NEXT(pthread_rwlock_trywrlock);
WEIR_GUARD_NEXT(pthread_tryjoin_np);
WEIR_GUARD_NEXT(sem_trywait);

/// Who holds a lock for an instant does not block anybody: a lock is contended if it is still taken
/// after this many looks (some microseconds). Between the later ones the CPU is offered to others:
/// on a busy machine the owner may have lost it just then.
constexpr int looks_with_a_pause = 64;
constexpr int looks_with_a_yield = 16;

void pause_briefly() noexcept {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    asm volatile("" ::: "memory");
#endif
}

template <class Try>
int try_for_an_instant(Try&& attempt) noexcept {
    int outcome = attempt();
    for (int i = 0; i < looks_with_a_pause + looks_with_a_yield && outcome == EBUSY; ++i) {
        if (i < looks_with_a_pause)
            pause_briefly();
        else
            sched_yield();
        outcome = attempt();
    }
    return outcome;
}

/// Inside a step: takes the lock if it is free (`attempt` returns not EBUSY), else reports and
/// waits.
template <class Try, class Wait>
[[gnu::always_inline]] inline int take(call what, Try&& attempt, Wait&& wait) {
    const weir_guard_place place = here();
    if (place == weir_guard_outside) [[likely]]
        return wait();
    if (const int outcome = try_for_an_instant(attempt); outcome != EBUSY) return outcome;
    return stop_at(what, -1, place, __builtin_return_address(0)).leave(wait());
}

/// The same for semaphores, which tell errors by errno.
template <class Wait>
[[gnu::always_inline]] inline int take(call what, sem_t* semaphore, Wait&& wait) {
    const weir_guard_place place = here();
    if (place == weir_guard_outside) [[likely]]
        return wait();
    const int before = errno;
    if ((*next_sem_trywait)(semaphore) == 0) return 0;
    errno = before;
    return stop_at(what, -1, place, __builtin_return_address(0)).leave(wait());
}

/// std::future, std::latch, atomic waits and the guards of local statics arrive here.
bool futex_blocks(long number, long address, long operation, long value) noexcept {
    if (number != SYS_futex) return false;
    const long command = operation & FUTEX_CMD_MASK;
    if (command != FUTEX_WAIT && command != FUTEX_WAIT_BITSET) return false;
    const auto* word = reinterpret_cast<const int*>(address);
    return try_for_an_instant([=] {
               const bool waits =
                   __atomic_load_n(word, __ATOMIC_RELAXED) == static_cast<int>(value);
               return waits ? EBUSY : 0;
           }) == EBUSY;
}

}  // namespace

WEIR_GUARD_EXPORT int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
    return take(
        {"pthread_mutex_lock", false}, [=] { return (*next_pthread_mutex_trylock)(mutex); },
        [=] { return (*next_pthread_mutex_lock)(mutex); });
}

WEIR_GUARD_EXPORT int pthread_mutex_timedlock(pthread_mutex_t* mutex,
                                              const timespec* until) noexcept {
    return take(
        {"pthread_mutex_timedlock", false}, [=] { return (*next_pthread_mutex_trylock)(mutex); },
        [=] { return (*next_pthread_mutex_timedlock)(mutex, until); });
}

WEIR_GUARD_EXPORT int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock,
                                              const timespec* until) noexcept {
    return take(
        {"pthread_mutex_clocklock", false}, [=] { return (*next_pthread_mutex_trylock)(mutex); },
        [=] { return (*next_pthread_mutex_clocklock)(mutex, clock, until); });
}

WEIR_GUARD_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
    return take(
        {"pthread_rwlock_rdlock", false}, [=] { return (*next_pthread_rwlock_tryrdlock)(lock); },
        [=] { return (*next_pthread_rwlock_rdlock)(lock); });
}

WEIR_GUARD_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t* lock,
                                                 const timespec* until) noexcept {
    return take(
        {"pthread_rwlock_timedrdlock", false},
        [=] { return (*next_pthread_rwlock_tryrdlock)(lock); },
        [=] { return (*next_pthread_rwlock_timedrdlock)(lock, until); });
}

WEIR_GUARD_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t* lock, clockid_t clock,
                                                 const timespec* until) noexcept {
    return take(
        {"pthread_rwlock_clockrdlock", false},
        [=] { return (*next_pthread_rwlock_tryrdlock)(lock); },
        [=] { return (*next_pthread_rwlock_clockrdlock)(lock, clock, until); });
}

WEIR_GUARD_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
    return take(
        {"pthread_rwlock_wrlock", false}, [=] { return (*next_pthread_rwlock_trywrlock)(lock); },
        [=] { return (*next_pthread_rwlock_wrlock)(lock); });
}

WEIR_GUARD_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t* lock,
                                                 const timespec* until) noexcept {
    return take(
        {"pthread_rwlock_timedwrlock", false},
        [=] { return (*next_pthread_rwlock_trywrlock)(lock); },
        [=] { return (*next_pthread_rwlock_timedwrlock)(lock, until); });
}

WEIR_GUARD_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t* lock, clockid_t clock,
                                                 const timespec* until) noexcept {
    return take(
        {"pthread_rwlock_clockwrlock", false},
        [=] { return (*next_pthread_rwlock_trywrlock)(lock); },
        [=] { return (*next_pthread_rwlock_clockwrlock)(lock, clock, until); });
}

WEIR_GUARD_EXPORT int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
    const passage way = enter({"pthread_cond_wait"}, -1, always);
    return way.leave((*next_pthread_cond_wait)(condition, mutex));
}

WEIR_GUARD_EXPORT int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                             const timespec* until) {
    const passage way = enter({"pthread_cond_timedwait"}, -1, always);
    return way.leave((*next_pthread_cond_timedwait)(condition, mutex, until));
}

WEIR_GUARD_EXPORT int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                             clockid_t clock, const timespec* until) {
    const passage way = enter({"pthread_cond_clockwait"}, -1, always);
    return way.leave((*next_pthread_cond_clockwait)(condition, mutex, clock, until));
}

WEIR_GUARD_EXPORT int pthread_barrier_wait(pthread_barrier_t* barrier) noexcept {
    const passage way = enter({"pthread_barrier_wait", false}, -1, always);
    return way.leave((*next_pthread_barrier_wait)(barrier));
}

WEIR_GUARD_EXPORT int pthread_join(pthread_t thread, void** value) {
    return take(
        {"pthread_join"}, [=] { return (*next_pthread_tryjoin_np)(thread, value); },
        [=] { return (*next_pthread_join)(thread, value); });
}

WEIR_GUARD_EXPORT int pthread_timedjoin_np(pthread_t thread, void** value, const timespec* until) {
    return take(
        {"pthread_timedjoin_np"}, [=] { return (*next_pthread_tryjoin_np)(thread, value); },
        [=] { return (*next_pthread_timedjoin_np)(thread, value, until); });
}

WEIR_GUARD_EXPORT int pthread_clockjoin_np(pthread_t thread, void** value, clockid_t clock,
                                           const timespec* until) {
    return take(
        {"pthread_clockjoin_np"}, [=] { return (*next_pthread_tryjoin_np)(thread, value); },
        [=] { return (*next_pthread_clockjoin_np)(thread, value, clock, until); });
}

WEIR_GUARD_EXPORT int sem_wait(sem_t* semaphore) {
    return take({"sem_wait"}, semaphore, [=] { return (*next_sem_wait)(semaphore); });
}

WEIR_GUARD_EXPORT int sem_timedwait(sem_t* semaphore, const timespec* until) {
    return take({"sem_timedwait"}, semaphore,
                [=] { return (*next_sem_timedwait)(semaphore, until); });
}

WEIR_GUARD_EXPORT int sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* until) {
    return take({"sem_clockwait"}, semaphore,
                [=] { return (*next_sem_clockwait)(semaphore, clock, until); });
}

WEIR_GUARD_EXPORT long syscall(long number, ...) noexcept {
    va_list rest;
    va_start(rest, number);
    long a[6];
    for (long& argument : a) argument = va_arg(rest, long);
    va_end(rest);
    const passage way =
        enter({"futex", false}, -1, [&] { return futex_blocks(number, a[0], a[1], a[2]); });
    return way.leave((*next_syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]));
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
