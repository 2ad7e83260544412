// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/child_process.hpp"
#include "lab/process/server_stats.hpp"
#include "lab/service/roles.hpp"
#include "lab/service/serve_settings.hpp"

#include <weir/lab/serve.hpp>

namespace weir::inline v0::lab {

int serve(std::string_view settings) {
    const auto parsed = parse_serve_settings(settings);
    if (!parsed) return 2;
    if (!die_with_parent(parsed->parent)) return 1;
    const auto stats = stats_page::map(owned_descriptor(parsed->stats));
    if (!stats) return 1;
    if (parsed->role == "sync" || parsed->role == "thread-per-request")
        return serve_blocking(*parsed, **stats);
    if (parsed->role == "wrapped") return serve_wrapped(*parsed, **stats);
    if (parsed->role == "async") return serve_async(*parsed, **stats);
    if (parsed->role == "event-loop") return serve_event_loop(*parsed, **stats);
    if (parsed->role == "profile-service" || parsed->role == "blob-service")
        return serve_backend(*parsed, **stats);
    return 2;
}

}  // namespace weir::inline v0::lab
