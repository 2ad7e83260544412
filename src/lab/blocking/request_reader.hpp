// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Reads one request from a connection of the blocking server.

#include "lab/blocking/blocking_message.hpp"
#include "lab/blocking/connection_table.hpp"

namespace weir::inline v0::lab {

enum class read_kind {
    complete,
    gone,     ///< the peer left, or was too slow to deserve an answer
    refused,  ///< answer `refusal`, then close
};

struct read_outcome {
    read_kind kind = read_kind::gone;
    blocking_request request = {};
    blocking_response refusal = {};
};

/// Waits for the whole request, at most until about `due`.
[[nodiscard]] read_outcome read_request(connection& c, time_point due);

/// Reads only what has arrived; a request that is not complete yet counts as `gone`.
[[nodiscard]] read_outcome read_arrived_request(connection& c);

}  // namespace weir::inline v0::lab
