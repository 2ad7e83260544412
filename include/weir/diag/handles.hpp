// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What is open, since when, and who made it where: sockets, files, watchers, child processes,
/// timers (sleeping tasks, others by the function they call), offload pools and the calls on them,
/// pools of connections.
///
///     std::puts(diag::handles_text().c_str());
///     for (const std::string& h : diag::handles_snapshot().hints) warn(h);
///
/// The model: each thing brings an entry of 48 bytes in a list of its shard (see rt/handle.hpp),
/// made and ended with it; reading and writing do not know of it. The rest is asked of the system
/// when somebody looks: names of sockets and files, keep-alive, how long a socket has been idle. A
/// hint is something worth a look, such as an exhausted pool; it is no proof of an error.
///
/// Thread rule: as `tasks_snapshot`: from any thread but a shard's. A shard that does not answer
/// is read from outside.

#include <weir/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::diag {

struct handle_entry_info {
    std::string kind;  ///< socket, listener, datagram, file, watcher, process, pipe, timer,
                       ///< offload, pool
    std::string id;    ///< the descriptor, else an address or a name
    std::optional<unsigned> shard;  ///< none for what belongs to no shard
    std::string name;               ///< both ends of a socket, a path, a pool's name
    std::string task;               ///< that made it, where known
    std::string created_at;         ///< file:line
    std::optional<duration> age;
    std::optional<duration> idle;  ///< of a TCP socket: since bytes last came or went
    std::string note;              ///< such as "no keep-alive" or "exhausted: 12 calls wait"
};

struct handles_info {
    std::vector<handle_entry_info> handles;
    std::vector<std::string> hints;
    std::vector<unsigned> from_outside;  ///< shards that did not answer
    bool complete = true;                ///< false if cut off at the limit, or torn
};

[[nodiscard]] handles_info handles_snapshot(std::size_t limit = 10'000);

/// One object, see docs/reference/admin.md. With a filter, only handles that contain the text.
[[nodiscard]] std::string handles_json(std::size_t limit = 10'000, std::string_view filter = {});

/// Hints first, then counts by kind, then a line for each.
[[nodiscard]] std::string handles_text(std::size_t limit = 10'000, std::string_view filter = {});

}  // namespace weir::inline v0::diag
