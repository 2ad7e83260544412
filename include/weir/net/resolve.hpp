// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Host names to addresses, and connections to them, through the system's resolver.
///
///     std::vector<address> at = co_await ok(resolve("db.internal", 5432));
///     socket_stream peer = co_await ok(connect_any("db.internal", 5432));
///
/// A numeric host answers at once. For a name, `getaddrinfo` runs on threads of its own, never on a
/// shard: 4 of them, with at most 256 lookups in the queue of the whole process. It cannot be
/// interrupted and may take half a minute when name servers are silent; a caller that is stopped
/// leaves it behind (see `offload_owned`), which costs a thread until it returns, but never the
/// caller's time, and up to 4 such threads are replaced meanwhile.

#include <weir/coro/task.hpp>
#include <weir/net/address.hpp>
#include <weir/net/socket_stream.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace weir::inline v0 {

/// Result: at least one address, in the system's order of preference. Errors:
/// `net_errc::host_not_found`, `no_address`, `name_server_failed`, `lookup_failed`;
/// `errc::queue_full`; `errc::canceled` or `timed_out` when stopped. Cancellation: at once; a
/// lookup that runs goes on without its caller.
[[nodiscard]] task<result<std::vector<address>>> resolve(std::string host, std::uint16_t port);

/// Resolves and connects to the first address that answers, one after the other; under a deadline
/// each attempt gets an equal share of the time left, so that a silent address does not use it all.
/// Errors: those of `resolve`, else of the last attempt.
[[nodiscard]] task<result<socket_stream>> connect_any(std::string host, std::uint16_t port,
                                                      stream_options options = {});

}  // namespace weir::inline v0
