// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/shard_observer.hpp>

#include <atomic>

namespace weir::inline v0 {
namespace {

constinit std::atomic<shard_observer*> newest{nullptr};

}  // namespace

shard_observer::shard_observer() noexcept : next_(newest.load(std::memory_order_relaxed)) {
    while (!newest.compare_exchange_weak(next_, this, std::memory_order_release)) {
    }
}

shard_observer* shard_observer::first() noexcept {
    return newest.load(std::memory_order_acquire);
}

}  // namespace weir::inline v0
