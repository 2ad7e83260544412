// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The backend of the profile call: takes a while, then answers a few bytes of JSON.

#include <weir/base/time.hpp>
#include <weir/coro/semaphore.hpp>
#include <weir/coro/task.hpp>
#include <weir/http/server.hpp>

#include <optional>

namespace weir::inline v0::lab {

/// How a backend takes its time. Belongs to one shard.
class service_time {
public:
    /// At most `limit` requests are served at once, the others wait; 0: no limit.
    service_time(duration delay, unsigned limit);
    [[nodiscard]] task<result<void>> pass();

private:
    const duration delay_;
    std::optional<semaphore> limit_;
};

/// Adds `GET /profile/{id}`. Lifetime: `time` outlives the server.
void add_profile_routes(http::server& web, service_time& time);

}  // namespace weir::inline v0::lab
