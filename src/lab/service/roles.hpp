// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The servers that a process of the lab can be. Each returns the exit code when the lab is gone.

namespace weir::inline v0::lab {

struct serve_settings;
struct server_stats;

/// Sync or thread-per-request.
[[nodiscard]] int serve_blocking(const serve_settings& settings, server_stats& stats);
[[nodiscard]] int serve_wrapped(const serve_settings& settings, server_stats& stats);
[[nodiscard]] int serve_async(const serve_settings& settings, server_stats& stats);
/// The one shard of the experiment `event-loop`.
[[nodiscard]] int serve_event_loop(const serve_settings& settings, server_stats& stats);
/// Profile service or blob service.
[[nodiscard]] int serve_backend(const serve_settings& settings, server_stats& stats);

}  // namespace weir::inline v0::lab
