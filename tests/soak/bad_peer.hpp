// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A client without manners: connections that break off, trickle, say nonsense, never read.

#include "soak/tally.hpp"

#include <weir/base/time.hpp>
#include <weir/coro/task.hpp>
#include <weir/net/socket_stream.hpp>

#include <cstdint>
#include <random>
#include <string>

namespace weir::soak {

class bad_peer {
public:
    bad_peer(address at, tally& sums, std::uint64_t seed) : at_(at), sums_(sums), random_(seed) {}

    [[nodiscard]] task<result<void>> live(time_point end);

private:
    [[nodiscard]] task<result<void>> one(socket_stream peer);
    [[nodiscard]] task<result<void>> break_off(socket_stream& peer);
    [[nodiscard]] task<result<void>> trickle(socket_stream& peer);
    [[nodiscard]] task<result<void>> say_nonsense(socket_stream& peer);
    [[nodiscard]] task<result<void>> never_read(socket_stream& peer);
    [[nodiscard]] task<result<void>> leave_while_waiting(socket_stream& peer);
    [[nodiscard]] task<result<void>> pipeline(socket_stream& peer);
    /// All that comes up to the end of the connection.
    [[nodiscard]] task<result<std::string>> rest(socket_stream& peer);
    void expect(bool holds, const std::string& what);
    void leave(socket_stream& peer);
    [[nodiscard]] std::size_t below(std::size_t n) { return random_() % n; }

    address at_;
    tally& sums_;
    std::mt19937_64 random_;
};

}  // namespace weir::soak
