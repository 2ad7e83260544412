// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One name lookup on a pool of threads, which its caller may leave behind.
///
/// The job lives on the heap and belongs to the last of two: the operation that waits for it and
/// the thread that runs it. Who is last is decided under a mutex, so that the thread never touches
/// a shard whose task has gone.

#include <weir/coro/parked.hpp>
#include <weir/net/address.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/remote_work.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir::inline v0 {
class shard;
}

namespace weir::inline v0::detail {

class lookup_job;

/// Waits for `host`'s addresses. `host` is copied.
class lookup_operation : public parked {
public:
    /// `pool` lives as long as any lookup that runs on it.
    lookup_operation(offload_pool& pool, std::string host, std::uint16_t port);
    lookup_operation(lookup_operation&& unstarted) noexcept;

    bool ready(const environment& env) noexcept { return stopped(env); }
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept;
    result<std::vector<address>> take();

private:
    friend class lookup_job;
    static void on_stop(parked& p) noexcept;

    offload_pool& pool_;
    std::shared_ptr<lookup_job> job_;
    std::error_code refused_;
};

}  // namespace weir::inline v0::detail
