// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/gate.hpp"

#include "diag/guard/interpose/culprit_table.hpp"
#include "diag/guard/interpose/stack.hpp"

#include <time.h>

#include <cerrno>

namespace weir::inline v0 {
namespace diag::interpose {

constinit std::atomic<int> current_mode{weir_guard_off};

namespace {

constinit std::atomic<const weir_guard_hooks*> hooks{nullptr};
constinit thread_local int quiet_depth = 0;
constinit std::atomic<std::uint64_t> blocked{0};
constinit std::atomic<std::uint64_t> allowed{0};
constinit std::atomic<std::uint64_t> unlisted{0};

std::uint64_t nanoseconds_now() noexcept {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(now.tv_nsec);
}

void add(std::atomic<std::uint64_t>& counter) noexcept {
    counter.fetch_add(1, std::memory_order_relaxed);
}

/// What tells callers apart. Under a sanitizer the direct caller may be its interceptor, which is
/// the same for everybody, so the caller's caller counts too.
std::uintptr_t identity(weir_guard_call& made, const void* caller) noexcept {
    const auto direct = reinterpret_cast<std::uintptr_t>(caller);
    if (!sanitizer_present()) return direct;
    made.depth = walk_stack(caller, made.stack, weir_guard_depth);
    return made.depth < 2 ? direct : direct + 31 * reinterpret_cast<std::uintptr_t>(made.stack[1]);
}

void tell(const weir_guard_hooks& program, weir_guard_call& made, const void* caller,
          weir_guard_mode mode) noexcept {
    ++quiet_depth;
    if (made.depth == 0) made.depth = walk_stack(caller, made.stack, weir_guard_depth);
    if (made.slot < weir_guard_slots && made.count == 1) keep_stack(made);
    program.report(&made, mode);
    --quiet_depth;
}

void set_hooks(const weir_guard_hooks* given) noexcept {
    hooks.store(given, std::memory_order_release);
}

void set_mode(weir_guard_mode mode) noexcept {
    current_mode.store(mode, std::memory_order_relaxed);
}

weir_guard_mode get_mode() noexcept {
    return static_cast<weir_guard_mode>(current_mode.load(std::memory_order_relaxed));
}

void get_totals(weir_guard_totals* out) noexcept {
    *out = {blocked.load(std::memory_order_relaxed), allowed.load(std::memory_order_relaxed),
            unlisted.load(std::memory_order_relaxed)};
}

void reset() noexcept {
    blocked.store(0, std::memory_order_relaxed);
    allowed.store(0, std::memory_order_relaxed);
    unlisted.store(0, std::memory_order_relaxed);
    clear_culprits();
}

void quiet(int change) noexcept {
    quiet_depth += change;
}

constexpr weir_guard_api api{&set_hooks,    &set_mode, &get_mode, &get_totals,
                             &read_culprit, &reset,    &quiet};

}  // namespace

weir_guard_place ask_program() noexcept {
    if (quiet_depth != 0) return weir_guard_outside;
    const weir_guard_hooks* program = hooks.load(std::memory_order_acquire);
    return program == nullptr ? weir_guard_outside : program->place();
}

passage stop_at(call what, int descriptor, weir_guard_place place, const void* caller) {
    const int error_before = errno;
    const weir_guard_hooks& program = *hooks.load(std::memory_order_acquire);
    if (place == weir_guard_allowed) {
        add(allowed);
        program.fired();
        return {};
    }
    add(blocked);
    weir_guard_call made{};
    made.function = what.name;
    made.descriptor = descriptor;
    made.may_throw = what.may_throw && !interceptors_stop_exceptions();
    culprit* charged = find_culprit(what.name, identity(made, caller), made.slot);
    if (charged == nullptr) add(unlisted);
    made.count =
        charged != nullptr ? charged->calls.fetch_add(1, std::memory_order_relaxed) + 1 : 1;
    const weir_guard_mode mode = get_mode();
    if (mode > weir_guard_count || (charged != nullptr && made.count == 1))
        tell(program, made, caller, mode);
    if (mode == weir_guard_raise && made.may_throw != 0) program.raise(&made);
    errno = error_before;
    return {charged, nanoseconds_now()};
}

void passage::charge() const noexcept {
    const std::uint64_t took = nanoseconds_now() - begun_;
    charged_->nanoseconds.fetch_add(took, std::memory_order_relaxed);
    std::uint64_t longest = charged_->longest.load(std::memory_order_relaxed);
    while (took > longest && !charged_->longest.compare_exchange_weak(longest, took)) {
    }
}

}  // namespace diag::interpose
}  // namespace weir::inline v0

extern "C" [[gnu::visibility("default")]] const weir_guard_api* weir_guard_api_1() {
    return &weir::diag::interpose::api;
}
