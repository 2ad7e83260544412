// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Serves connections with as many `server_connection` objects as are busy at once.

#include "http/connection_slot.hpp"
#include "http/server_connection.hpp"
#include "http/server_state.hpp"

#include <weir/coro/environment.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace weir::inline v0::http::detail {

class connection_pool {
public:
    /// Connections run in `env`, which outlives the pool.
    connection_pool(server_state& server, const environment& env) noexcept
        : server_(server), env_(env) {}

    /// Until the peer leaves, misbehaves, or the server drains.
    [[nodiscard]] task<void> serve(connection_slot& slot);

    /// Answers 503 before any request, and closes.
    [[nodiscard]] task<void> turn_away(connection_slot& slot, std::string_view why);

private:
    using lent = std::unique_ptr<server_connection>;

    [[nodiscard]] lent lend(connection_slot& slot);
    void take_back(lent done);

    server_state& server_;
    const environment& env_;
    std::vector<lent> idle_;
};

}  // namespace weir::inline v0::http::detail
