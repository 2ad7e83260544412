// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A user of the pooled client: asks for known bytes and checks that they come, until `end`. An
/// impatient one gives up at random moments; what it gets in spite of that must be right as well.

#include "soak/tally.hpp"

#include <weir/base/time.hpp>
#include <weir/coro/task.hpp>
#include <weir/http/client.hpp>

#include <cstdint>
#include <random>
#include <string>

namespace weir::soak {

class good_peer {
public:
    good_peer(http::client& web, std::string base, tally& sums, std::uint64_t seed)
        : web_(web), base_(std::move(base)), sums_(sums), random_(seed) {}

    [[nodiscard]] task<result<void>> live(time_point end);
    [[nodiscard]] task<result<void>> live_impatiently(time_point end);

private:
    struct question {
        std::string url;
        http::client_request request;
        std::string expected;
    };

    [[nodiscard]] question make();
    [[nodiscard]] std::size_t some_size();
    [[nodiscard]] task<result<std::string>> ask(question& q);
    [[nodiscard]] task<result<void>> peek(std::string url);
    [[nodiscard]] std::size_t below(std::size_t n) { return random_() % n; }

    http::client& web_;
    std::string base_;
    tally& sums_;
    std::mt19937_64 random_;
};

}  // namespace weir::soak
