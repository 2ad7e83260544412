// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the lab tells a server process that it starts; one JSON object on the command line.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

struct serve_settings {
    std::string role;             ///< profile-service, blob-service, event-loop, or a variant
    int control = -1;             ///< inherited: readiness goes out, its end means the lab is gone
    int stats = -1;               ///< inherited: the page of `server_stats`
    int parent = 0;               ///< process id of the lab
    std::uint16_t port = 0;       ///< to listen on; 0: any free one
    std::uint16_t backend = 0;    ///< port of the backend; of event-loop: its resolver's
    duration io_delay{};          ///< of a backend; of event-loop: the work of a route
    unsigned backend_limit = 0;   ///< of a backend: requests served at once; 0: no limit
    unsigned workers = 160;       ///< of sync and wrapped
    std::size_t queue = 100'000;  ///< of sync and wrapped
    duration io_timeout = std::chrono::seconds(300);  ///< of a call to the backend
    std::string file;     ///< what is uploaded; of event-loop: its directory
    unsigned shards = 0;  ///< 0: as many as CPUs
    std::uint64_t seed = 1;

    friend bool operator==(const serve_settings&, const serve_settings&) = default;
};

[[nodiscard]] std::string to_json(const serve_settings& settings);

/// Errors: `errc::bad_argument` for anything that `to_json` does not write.
[[nodiscard]] result<serve_settings> parse_serve_settings(std::string_view json);

}  // namespace weir::inline v0::lab
