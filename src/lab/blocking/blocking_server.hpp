// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A web server of the classic kind: threads that block.
///
///     blocking_server web({.workers = 160}, handler, stats);
///     web.start();
///
/// One poller thread owns the listening socket and all idle connections. A connection that becomes
/// readable is a *request*, handed to the dispatcher: a bounded queue in front of worker threads,
/// or a thread of its own. There the request is read, handled and answered, every step blocking,
/// and the connection goes back to the poller; an idle connection holds no worker. Where there is
/// no room, the poller itself reads the request and answers 503 with a sentence that says why.
///
/// The handler runs on many threads at once. Thread safety: `start` and `stop` by one thread.

#include "lab/blocking/blocking_message.hpp"
#include "lab/blocking/connection_table.hpp"
#include "lab/blocking/dispatcher.hpp"
#include "lab/blocking/small_thread.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace weir::inline v0::lab {

struct server_stats;

struct blocking_server_options {
    std::uint16_t port = 0;                            ///< 0: any free one
    unsigned workers = 160;                            ///< 0: a thread for each request
    std::size_t queue_limit = 100'000;                 ///< requests that may wait for a worker
    std::size_t connections = 100'000;                 ///< more wait in the kernel's backlog
    duration io_timeout = std::chrono::seconds(10);    ///< of each receive and send
    duration idle_timeout = std::chrono::seconds(75);  ///< between requests; closes silently
};

class blocking_server {
public:
    using handler = std::function<blocking_response(const blocking_request&)>;

    blocking_server(blocking_server_options options, handler fn, server_stats& stats);
    blocking_server(const blocking_server&) = delete;
    blocking_server& operator=(const blocking_server&) = delete;
    ~blocking_server();

    /// Errors: the system's, for the port or a thread.
    result<void> start();
    /// Ends the requests that run, drops those that wait, closes all.
    void stop() noexcept;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_of(listener_.get()); }

private:
    void poll();
    void accept_all();
    void pause_accepting(bool paused) noexcept;
    void on_event(unsigned events, connection& c);
    /// Finds somebody for the request on `c`, which nobody else has.
    void pass_on(connection& c);
    /// Answers 503 without a thread; false if the connection cannot go on.
    [[nodiscard]] bool shed(connection& c);
    void serve(connection& c);
    /// Reads and answers one request; false if the connection cannot go on.
    [[nodiscard]] bool exchange(connection& c);
    [[nodiscard]] blocking_response call_handler(const blocking_request& request) noexcept;

    const blocking_server_options options_;
    const handler handler_;
    server_stats& stats_;
    owned_descriptor listener_;
    connection_table connections_;
    std::unique_ptr<dispatcher> dispatcher_;
    std::atomic<bool> stopping_{false};
    bool accepting_ = false;
    small_thread poller_;
};

}  // namespace weir::inline v0::lab
