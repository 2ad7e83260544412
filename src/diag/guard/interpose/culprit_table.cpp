// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/culprit_table.hpp"

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

constinit culprit table[weir_guard_slots];

std::uint64_t key_of(const char* function, std::uintptr_t caller) noexcept {
    const auto f = reinterpret_cast<std::uintptr_t>(function);
    return ((caller * 0x9e3779b97f4a7c15) ^ f) | 1;
}

unsigned first_slot(std::uint64_t key) noexcept {
    return static_cast<unsigned>((key * 0x9e3779b97f4a7c15) >> 56) % weir_guard_slots;
}

}  // namespace

culprit* find_culprit(const char* function, std::uintptr_t caller, unsigned& slot) noexcept {
    const std::uint64_t key = key_of(function, caller);
    for (unsigned i = 0; i < weir_guard_slots; ++i) {
        slot = (first_slot(key) + i) % weir_guard_slots;
        culprit& c = table[slot];
        std::uint64_t seen = c.key.load(relaxed);
        if (seen == 0 && c.key.compare_exchange_strong(seen, key, relaxed)) seen = key;
        if (seen != key) continue;
        c.function.store(function, relaxed);
        return &c;
    }
    slot = weir_guard_slots;
    return nullptr;
}

void keep_stack(const weir_guard_call& made) noexcept {
    culprit& c = table[made.slot];
    c.descriptor.store(made.descriptor, relaxed);
    for (unsigned i = 0; i < made.depth; ++i) c.stack[i].store(made.stack[i], relaxed);
    c.depth.store(made.depth, std::memory_order_release);
}

bool read_culprit(unsigned slot, weir_guard_culprit* out) noexcept {
    const culprit& c = table[slot];
    *out = {};
    out->calls = c.calls.load(relaxed);
    if (out->calls == 0) return false;
    out->depth = c.depth.load(std::memory_order_acquire);
    out->function = c.function.load(relaxed);
    out->descriptor = c.descriptor.load(relaxed);
    out->nanoseconds = c.nanoseconds.load(relaxed);
    out->longest = c.longest.load(relaxed);
    for (unsigned i = 0; i < out->depth; ++i) out->stack[i] = c.stack[i].load(relaxed);
    return out->function != nullptr;
}

void clear_culprits() noexcept {
    for (culprit& c : table) {
        c.depth.store(0, relaxed);
        c.nanoseconds.store(0, relaxed);
        c.longest.store(0, relaxed);
        c.calls.store(0, relaxed);
    }
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
