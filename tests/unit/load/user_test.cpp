// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/user.hpp"

#include "load_server.hpp"

namespace weir::load {
namespace {

using namespace std::chrono_literals;

TEST(user, goes_on_to_the_next_address_of_a_name_when_one_refuses) {
    const auto ran =
        with_server(address::loopback(0), [](std::string url, seen& server) -> task<result<void>> {
            const plan p{.what = {.url = url + "/echo/x"}, .steps = {}};
            const http::url parsed = http::url::parse(p.what.url).value();
            window counts(*shard::this_shard(), true);
            crowd both{.what = p,
                       .url = parsed,
                       .addresses = {address::loopback(1), address::loopback(parsed.port)},
                       .requests = request_mix::make(p, parsed).value(),
                       .counts = counts};
            for (const unsigned number : {0U, 1U}) {
                user u(both, number);
                EXPECT_EQ(co_await u.ask(5s), outcome::ok) << "user " << number;
            }
            EXPECT_EQ(server.targets.size(), 2U);
            both.addresses.pop_back();
            user alone(both, 0);
            EXPECT_EQ(co_await alone.ask(5s), outcome::error);
            co_return {};
        });
    EXPECT_TRUE(ran) << ran.error().message();
}

}  // namespace
}  // namespace weir::load
