// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A server of the experiment in a process of its own, seen from the lab.

#include "lab/process/child_process.hpp"
#include "lab/process/ready_report.hpp"
#include "lab/process/server_stats.hpp"
#include "lab/service/serve_settings.hpp"

#include <weir/coro/task.hpp>
#include <weir/net/socket_stream.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace weir::inline v0::lab {

class server_process {
public:
    /// Starts `program lab serve SETTINGS` and waits until it listens. Errors: a sentence.
    [[nodiscard]] static task<result<server_process, std::string>> start(std::string program,
                                                                         serve_settings settings);

    server_process(server_process&&) noexcept = default;
    server_process& operator=(server_process&&) noexcept = default;
    /// Kills it, if `stop` was not called.
    ~server_process() = default;

    [[nodiscard]] std::uint16_t port() const noexcept { return ready_.port; }
    [[nodiscard]] const std::string& driver() const noexcept { return ready_.driver; }
    [[nodiscard]] const std::string& role() const noexcept { return role_; }
    [[nodiscard]] pid_t pid() const noexcept { return child_.pid(); }
    [[nodiscard]] server_stats& stats() const noexcept { return *stats_; }

    /// A sentence that says how the process ended by itself; empty while it runs.
    [[nodiscard]] std::optional<std::string> ended() noexcept;

    /// Kills it and waits until it is gone, off the shard and whether the caller is stopped or not.
    [[nodiscard]] task<void> stop();

private:
    server_process(child_process child, stats_page stats, socket_stream control, std::string role)
        : child_(std::move(child)),
          stats_(std::move(stats)),
          control_(std::move(control)),
          role_(std::move(role)) {}

    /// Reads the line that says whether it listens.
    [[nodiscard]] task<result<void, std::string>> wait_until_ready();
    [[nodiscard]] task<std::string> how_it_ended();

    child_process child_;
    stats_page stats_;
    socket_stream control_;  // kept open: its end tells the server that we are gone
    std::string role_;
    ready_report ready_;
};

}  // namespace weir::inline v0::lab
