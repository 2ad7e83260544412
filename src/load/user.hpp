// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One user: asks, waits for the answer, asks again, on a connection of its own.

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
    http::client_request request;
    window& counts;
    unsigned wanted = 0;  ///< users with a number from here on retire
    std::uint64_t connects = 0;
};

class user {
public:
    user(crowd& of, unsigned number) noexcept : crowd_(of), number_(number) {}

    /// Until stopped or retired.
    [[nodiscard]] task<void> live();

    /// One request and its answer; reports nothing. Errors: only to connect.
    [[nodiscard]] task<outcome> ask();

private:
    [[nodiscard]] task<result<void>> exchange();
    [[nodiscard]] task<result<void>> connect();

    crowd& crowd_;
    unsigned number_;
    std::unique_ptr<http::client_connection> connection_;
};

}  // namespace weir::inline v0::load
