// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the connections of one server share, over all shards.

#include <weir/http/server.hpp>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

namespace weir::inline v0 {
class shard;
}

namespace weir::inline v0::http::detail {

class serving;

/// Counts itself as long as it lives.
template <class Number>
class counted {
public:
    explicit counted(Number& n) noexcept : n_(n) { ++n_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    ~counted() { --n_; }

private:
    Number& n_;
};

/// What a shard counts for a server. The shard writes, so without locked instructions, and any
/// thread reads.
class counter {
public:
    void operator++() noexcept { set(get() + 1); }
    void operator--() noexcept { set(get() - 1); }
    [[nodiscard]] std::uint64_t get() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }

    std::atomic<std::uint64_t> value_{0};
};

struct alignas(64) shard_counters {
    counter accepted;
    counter refused;
    counter connections;
    counter requests;
    counter in_flight;
    counter bad_requests;
    counter abandoned;
};

struct server_state {
    explicit server_state(server_limits l) : limits(l) {}

    /// Asks every `serve` to end. Thread-safe.
    void drain() noexcept;

    server_limits limits;
    router routes;
    server::access_log access = nullptr;
    void* access_context = nullptr;
    std::atomic<bool> draining{false};

    /// Those of the running shard, as long as the server lives.
    [[nodiscard]] shard_counters& counters_here();
    [[nodiscard]] server_stats stats() const;

    /// The `serve` calls in progress, so that `drain` reaches each on its shard.
    mutable std::mutex mutex;
    std::vector<serving*> active;
    std::map<const shard*, shard_counters> counters;
};

}  // namespace weir::inline v0::http::detail
