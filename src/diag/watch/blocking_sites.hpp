// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Steps that slept, however briefly, by where the step began. The shard counts, others read; a
/// table of fixed size, so that counting allocates nothing.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0::diag {

class blocking_sites {
public:
    static constexpr std::size_t capacity = 256;

    struct entry {
        std::atomic<const void*> site{nullptr};
        std::atomic<std::uint64_t> blocked{0};
        std::atomic<std::uint64_t> longest_ns{0};
    };

    /// On the shard. A site without a place of its own counts as null, "elsewhere".
    void count(const void* site, std::uint64_t ns) noexcept {
        entry& e = site == nullptr ? elsewhere_ : find(site);
        e.blocked.store(e.blocked.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        if (ns > e.longest_ns.load(std::memory_order_relaxed))
            e.longest_ns.store(ns, std::memory_order_relaxed);
    }

    /// Calls `visit(const entry&)` for each that counted something.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        for (const entry& e : entries_)
            if (e.site.load(std::memory_order_acquire) != nullptr) visit(e);
        if (elsewhere_.blocked.load(std::memory_order_relaxed) != 0) visit(elsewhere_);
    }

private:
    entry& find(const void* site) noexcept {
        std::size_t at = (reinterpret_cast<std::uintptr_t>(site) >> 4) % capacity;
        for (std::size_t tried = 0; tried < capacity / 4; ++tried, at = (at + 1) % capacity) {
            const void* there = entries_[at].site.load(std::memory_order_relaxed);
            if (there == site) return entries_[at];
            if (there != nullptr) continue;
            entries_[at].site.store(site, std::memory_order_release);
            return entries_[at];
        }
        return elsewhere_;
    }

    std::array<entry, capacity> entries_;
    entry elsewhere_;
};

}  // namespace weir::inline v0::diag
