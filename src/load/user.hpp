// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One user: asks, waits for the answer, asks again, on a connection of its own.

#include "load/request_mix.hpp"
#include "load/window.hpp"

#include <weir/coro/task.hpp>
#include <weir/http/client_connection.hpp>
#include <weir/http/url.hpp>
#include <weir/load/plan.hpp>
#include <weir/net/address.hpp>

#include <memory>
#include <vector>

namespace weir::inline v0::load {

/// What all users of a test share.
struct crowd {
    const plan& what;
    http::url url;
    std::vector<address> addresses;
    request_mix requests;
    window& counts;
    unsigned wanted = 0;  ///< users with a number from here on retire
    std::uint64_t connects = 0;
};

class user {
public:
    user(crowd& of, unsigned number) noexcept : crowd_(of), number_(number) {}

    /// Until stopped or retired.
    [[nodiscard]] task<void> live();

    /// One request and its answer within `patience`; reports nothing.
    [[nodiscard]] task<outcome> ask(duration patience);

    /// Forgets a connection that the server closed while it was idle.
    void check_connection() noexcept {
        if (connection_ && !connection_->idle_and_open()) connection_.reset();
    }

private:
    [[nodiscard]] task<result<void>> exchange();
    [[nodiscard]] task<result<void>> connect();

    crowd& crowd_;
    unsigned number_;
    std::unique_ptr<http::client_connection> connection_;
    http::client_request own_;  // a request whose variables are filled in
};

}  // namespace weir::inline v0::load
