// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/serve_settings.hpp"

#include <weir/lab/serve.hpp>

namespace weir::lab {
namespace {

using namespace std::chrono_literals;

TEST(serve, refuses_settings_that_no_lab_wrote) {
    EXPECT_EQ(serve(""), 2);
    EXPECT_EQ(serve("[]"), 2);
    EXPECT_EQ(serve("{\"role\":\"sync\"}"), 2);
}

TEST(serve, ends_when_the_lab_is_gone_already) {
    serve_settings settings;
    settings.role = "async";
    settings.parent = 0;  // nobody's child
    EXPECT_EQ(serve(to_json(settings)), 1);
}

TEST(serve_settings, survive_the_command_line) {
    serve_settings s;
    s.role = "thread-per-request";
    s.control = 7;
    s.stats = 8;
    s.parent = 4711;
    s.port = 8080;
    s.backend = 8081;
    s.io_delay = 1500ms;
    s.backend_limit = 3;
    s.workers = 4;
    s.queue = 5;
    s.io_timeout = 6s;
    s.file = "/tmp/with \"quotes\" and spaces";
    s.shards = 2;
    s.seed = UINT64_MAX;
    EXPECT_EQ(parse_serve_settings(to_json(s)), s);
}

TEST(serve_settings, of_a_wrong_type_are_refused) {
    EXPECT_FALSE(parse_serve_settings("not json"));
    EXPECT_FALSE(parse_serve_settings("{\"role\":1}"));
}

}  // namespace
}  // namespace weir::lab
