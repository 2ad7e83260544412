// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What one look at an admin listener found.

#include <weir/base/time.hpp>
#include <weir/coro/task.hpp>
#include <weir/http/client.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace weir::inline v0::cli {

struct top_snapshot {
    time_point at{};
    int live_status = 0;    ///< of `/livez`; 0 if it did not answer
    nlohmann::json live;    ///< its body
    nlohmann::json state;   ///< `/debug/shards`; null if it did not answer
    nlohmann::json stalls;  ///< `/debug/stalls`, newest first; null likewise
    std::string trouble;    ///< why something is missing, a sentence; else empty
};

/// Asks the listener; ends after a few seconds at most, whatever state it is in.
[[nodiscard]] task<top_snapshot> take_snapshot(http::client& web, std::string address,
                                               std::string token);

}  // namespace weir::inline v0::cli
