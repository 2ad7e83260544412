// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/exported.hpp>
#include <weir/diag/metrics.hpp>

#include <gtest/gtest.h>

namespace weir::inline v0::diag {
namespace {

TEST(exported, is_shown_under_its_name_as_long_as_it_lives) {
    const http::server web;
    offload_pool legacy({.name = "legacy"});
    {
        const exported server("api", web);
        const exported pool("db", legacy);
        ASSERT_EQ(exported::servers().size(), 1U);
        EXPECT_EQ(exported::servers()[0].name, "api");
        EXPECT_TRUE(exported::servers()[0].ready);
        ASSERT_EQ(exported::pools().size(), 1U);
        EXPECT_EQ(exported::pools()[0].name, "db");
        const std::string text = metrics_text();
        EXPECT_NE(text.find("weir_http_connections{server=\"api\"} 0\n"), text.npos);
        EXPECT_NE(text.find("weir_offload_queued{pool=\"db\"} 0\n"), text.npos);
    }
    EXPECT_TRUE(exported::servers().empty());
    EXPECT_TRUE(exported::pools().empty());
}

TEST(exported, two_of_one_name_do_not_spoil_the_page) {
    const http::server web;
    const exported one("api", web);
    const exported two("api", web);
    const std::string text = metrics_text();
    const auto first = text.find("weir_http_connections{server=\"api\"}");
    EXPECT_EQ(text.find("weir_http_connections{server=\"api\"}", first + 1), text.npos);
    EXPECT_EQ(text.find("\nweir_metrics_dropped 0\n"), text.npos);
}

}  // namespace
}  // namespace weir::inline v0::diag
