// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The routes of the experiment's server, on one shard.
///
/// Each does the same amount of work as the others of its subject, which takes the settings'
/// `io_delay`: on the shard in one step, which holds it up, or in the way that cures that.

#include "lab/event_loop/work/held_lock.hpp"
#include "lab/event_loop/work_sizes.hpp"
#include "lab/service/serve_settings.hpp"

#include <weir/coro/mutex.hpp>
#include <weir/coro/semaphore.hpp>
#include <weir/fs/file.hpp>
#include <weir/http/server.hpp>
#include <weir/net/owned_descriptor.hpp>
#include <weir/rt/offload.hpp>

#include <string>

namespace weir::inline v0::lab {

class loop_service {
public:
    /// Measures the sizes of all work, for about a second: before the loop begins.
    explicit loop_service(const serve_settings& settings);

    /// Lifetime: it outlives the server.
    void add_routes(http::server& web);

private:
    using answer = task<result<http::response>>;
    using handler = answer (loop_service::*)();

    void add(http::server& web, const char* path, handler h);
    [[nodiscard]] static http::response done();

    answer ping();
    answer stalls();
    answer profile(std::chrono::seconds back);

    answer block();
    answer yielding();
    answer offloaded();
    answer microtask_flood_unbudgeted();
    answer microtask_flood();
    answer file_read();
    answer file_read_async();
    answer dns();
    answer dns_offloaded();
    answer lock();
    answer lock_async();
    answer compress();
    answer compress_yielding();
    answer json();
    answer json_offloaded();
    answer regex();
    answer regex_re2();
    answer fsync();
    answer fsync_async();

    const duration work_;
    const std::uint16_t resolver_;
    const std::string pages_path_;
    const std::string journal_path_;
    const owned_descriptor pages_;
    const owned_descriptor journal_;
    const work_sizes sizes_;

    // Two, as a call that waits for the lock's holder must not keep it from its thread.
    offload_pool pool_{{.name = "lab.bulkhead", .threads = 2}};
    offload_pool holders_{{.name = "lab.lock-holders", .threads = 2}};
    held_lock lock_;
    mutex async_lock_;
    semaphore ready_{1};
};

}  // namespace weir::inline v0::lab
