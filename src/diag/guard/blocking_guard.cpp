// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/allowances.hpp"
#include "diag/guard/first_calls.hpp"
#include "diag/guard/guard_object.hpp"

#include <weir/base/fatal.hpp>
#include <weir/base/log.hpp>
#include <weir/diag/blocking_guard.hpp>
#include <weir/rt/shard.hpp>

#include <dlfcn.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>

namespace weir::inline v0 {
namespace diag {
namespace {

std::atomic<const weir_guard_api*> in_use{nullptr};

weir_guard_place place_of_thread() noexcept {
    const shard* here = shard::this_shard();
    if (here == nullptr || here->probes().turn_start.load(std::memory_order_relaxed) == 0)
        return weir_guard_outside;
    return allowances::hold(*here) ? weir_guard_allowed : weir_guard_inside;
}

blocking_guard::culprit culprit_of(const weir_guard_call& call) {
    blocking_guard::culprit c;
    c.function = call.function;
    c.calls = call.count;
    c.descriptor = call.descriptor;
    for (unsigned i = 0; i < call.depth; ++i)
        c.stack.push_back(reinterpret_cast<std::uintptr_t>(call.stack[i]));
    add_running(c);
    return c;
}

void report_call(const weir_guard_call* call, weir_guard_mode mode) noexcept {
    if (call->slot < weir_guard_slots && call->count == 1) keep_first_call(call->slot);
    if (mode == weir_guard_warn && std::has_single_bit(call->count))
        log(log_level::warning, blocking_guard::describe(culprit_of(*call)));
    if (mode == weir_guard_abort || (mode == weir_guard_raise && call->may_throw == 0))
        fatal(blocking_guard::describe(culprit_of(*call)));
}

blocking_error error_of(const weir_guard_call& call) {
    const guard_quiet quiet(*installed_guard());
    return blocking_error(blocking_guard::describe(culprit_of(call)));
}

void raise_call(const weir_guard_call* call) {
    throw error_of(*call);
}

constexpr weir_guard_hooks hooks{&place_of_thread, &allowances::fired, &report_call, &raise_call};

// Whether a call of ours arrives there: it may be loaded and yet stand behind libc.
thread_local bool arrived = false;

constexpr weir_guard_hooks probe{[] {
                                     arrived = true;
                                     return weir_guard_outside;
                                 },
                                 nullptr, nullptr, nullptr};

bool stands_in_the_way(const weir_guard_api& guard) noexcept {
    arrived = false;
    guard.set_hooks(&probe);
    guard.set_mode(weir_guard_count);
    static_cast<void>(::poll(nullptr, 0, 0));
    guard.set_mode(weir_guard_off);
    return arrived;
}

class guard_error_category final : public std::error_category {
public:
    const char* name() const noexcept override { return "blocking_guard"; }

    std::string message(int value) const override {
        switch (static_cast<blocking_guard::guard_errc>(value)) {
            case blocking_guard::guard_errc::not_loaded:
                return "libweir_guard.so is not loaded: link weir::guard, or start the program "
                       "with LD_PRELOAD=libweir_guard.so";
            case blocking_guard::guard_errc::bypassed:
                return "libweir_guard.so is loaded, but calls do not go through it: it must come "
                       "before libc, by linking weir::guard or by LD_PRELOAD, not by dlopen";
        }
        return "unknown error " + std::to_string(value);
    }
};

}  // namespace

const weir_guard_api* find_guard() noexcept {
    void* getter = dlsym(RTLD_DEFAULT, weir_guard_getter_name);
    return getter == nullptr ? nullptr : reinterpret_cast<weir_guard_api_getter>(getter)();
}

const weir_guard_api* installed_guard() noexcept {
    return in_use.load(std::memory_order_acquire);
}

namespace blocking_guard {

const char* to_string(mode m) noexcept {
    constexpr std::array names{"off", "count", "warn", "raise", "abort"};
    return names[static_cast<std::size_t>(m)];
}

const std::error_category& guard_category() noexcept {
    static const guard_error_category category;
    return category;
}

std::error_code make_error_code(guard_errc code) noexcept {
    return {static_cast<int>(code), guard_category()};
}

result<void> install(mode m) {
    if (!installed()) {
        const weir_guard_api* guard = find_guard();
        if (guard == nullptr) return fail(guard_errc::not_loaded);
        if (!stands_in_the_way(*guard)) return fail(guard_errc::bypassed);
        guard->set_hooks(&hooks);
        in_use.store(guard, std::memory_order_release);
    }
    set_mode(m);
    return {};
}

bool installed() noexcept {
    return installed_guard() != nullptr;
}

void set_mode(mode m) noexcept {
    if (const weir_guard_api* guard = installed_guard())
        guard->set_mode(static_cast<weir_guard_mode>(m));
}

mode current_mode() noexcept {
    const weir_guard_api* guard = installed_guard();
    return guard != nullptr ? static_cast<mode>(guard->mode()) : mode::off;
}

totals counts() noexcept {
    weir_guard_totals got{};
    if (const weir_guard_api* guard = installed_guard()) guard->totals(&got);
    return {got.blocked, got.allowed, got.unlisted};
}

std::vector<culprit> culprits() {
    std::vector<culprit> found;
    const weir_guard_api* guard = installed_guard();
    weir_guard_culprit got;
    for (unsigned slot = 0; guard != nullptr && slot < weir_guard_slots; ++slot) {
        if (!guard->culprit(slot, &got)) continue;
        culprit c;
        c.function = got.function;
        c.calls = got.calls;
        c.total = duration(got.nanoseconds);
        c.longest = duration(got.longest);
        c.descriptor = got.descriptor;
        for (unsigned i = 0; i < got.depth; ++i)
            c.stack.push_back(reinterpret_cast<std::uintptr_t>(got.stack[i]));
        add_first_call(slot, c);
        found.push_back(std::move(c));
    }
    std::ranges::sort(found, std::greater{}, &culprit::calls);
    return found;
}

void reset() noexcept {
    if (const weir_guard_api* guard = installed_guard()) guard->reset();
    allowances::reset();
}

}  // namespace blocking_guard
}  // namespace diag
}  // namespace weir::inline v0
