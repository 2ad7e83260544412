// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the connections of one server share, over all shards.

#include <weir/http/server.hpp>

#include <atomic>
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

struct server_state {
    explicit server_state(server_limits l) : limits(l) {}

    /// Asks every `serve` to end. Thread-safe.
    void drain() noexcept;

    server_limits limits;
    router routes;
    server::access_log access = nullptr;
    void* access_context = nullptr;
    server_stats stats;
    std::atomic<bool> draining{false};

    /// The `serve` calls in progress, so that `drain` reaches each on its shard.
    std::mutex mutex;
    std::vector<serving*> active;
};

}  // namespace weir::inline v0::http::detail
