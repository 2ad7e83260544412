// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Who runs a request: the one difference between the two blocking servers.

#include "lab/blocking/connection_table.hpp"

#include <weir/base/result.hpp>

#include <cstddef>
#include <functional>
#include <memory>

namespace weir::inline v0::lab {

struct server_stats;

class dispatcher {
public:
    /// Reads a request from the connection, answers it and passes the connection on. Runs on the
    /// dispatcher's threads.
    using serve_fn = std::function<void(connection&)>;

    dispatcher() noexcept = default;
    dispatcher(const dispatcher&) = delete;
    dispatcher& operator=(const dispatcher&) = delete;
    virtual ~dispatcher() = default;

    /// Starts what it needs. Errors: the system refused a thread.
    virtual result<void> start(serve_fn serve) = 0;

    /// Takes over a connection with a request to read. False when there is no room for it.
    [[nodiscard]] virtual bool offer(connection& c) = 0;

    /// Waits for the running requests; queued ones are dropped.
    virtual void stop() noexcept = 0;
};

/// `workers` threads take requests from a queue that holds at most `queue_limit`.
[[nodiscard]] std::unique_ptr<dispatcher> make_worker_pool(unsigned workers,
                                                           std::size_t queue_limit,
                                                           server_stats& stats);

/// A new thread for each request.
[[nodiscard]] std::unique_ptr<dispatcher> make_thread_per_request(server_stats& stats);

}  // namespace weir::inline v0::lab
