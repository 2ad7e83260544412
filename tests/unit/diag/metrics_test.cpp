// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"

#include <weir/diag/metrics.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace weir::inline v0::diag {
namespace {

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

TEST(metrics_writer, families_stay_together_whatever_the_order_of_samples) {
    metrics_writer to;
    to.counter("a_total", "A.", {{"shard", "0"}}, 1);
    to.gauge("b", "B.", {}, 2.5);
    to.counter("a_total", "A.", {{"shard", "1"}}, 3e15);
    EXPECT_EQ(to.text(),
              "# HELP a_total A.\n# TYPE a_total counter\n"
              "a_total{shard=\"0\"} 1\na_total{shard=\"1\"} 3e+15\n"
              "# HELP b B.\n# TYPE b gauge\nb 2.5\n");
}

TEST(metrics_writer, texts_are_escaped) {
    metrics_writer to;
    to.gauge("g", "a\\b\nc", {{"path", "C:\\x \"y\"\n"}}, 1);
    EXPECT_EQ(to.text(),
              "# HELP g a\\\\b\\nc\n# TYPE g gauge\n"
              "g{path=\"C:\\\\x \\\"y\\\"\\n\"} 1\n");
}

TEST(metrics_writer, special_numbers_are_those_of_the_format) {
    metrics_writer to;
    to.gauge("a", "", {}, std::nan(""));
    to.gauge("b", "", {}, INFINITY);
    to.gauge("c", "", {}, -INFINITY);
    const std::string text = to.text();
    EXPECT_TRUE(contains(text, "a NaN\n") && contains(text, "b +Inf\n") &&
                contains(text, "c -Inf\n"))
        << text;
}

TEST(metrics_writer, what_would_spoil_the_page_is_left_out_and_counted) {
    metrics_writer to;
    to.gauge("ok", "", {}, 1);
    to.gauge("ok", "", {}, 2);              // twice
    to.counter("ok", "", {{"a", "b"}}, 2);  // another type
    to.gauge("1st", "", {}, 2);             // no name
    to.gauge("", "", {}, 2);
    to.gauge("label", "", {{"no-name", "x"}}, 2);
    to.gauge("label", "", {{"__name__", "x"}}, 2);  // reserved
    EXPECT_EQ(to.text(), "# HELP ok \n# TYPE ok gauge\nok 1\n");
    EXPECT_EQ(to.dropped(), 6U);
}

TEST(metrics_writer, a_histogram_is_cumulative_in_seconds) {
    lag_histogram h;
    h.buckets[0] = 1;   // below the first bound
    h.buckets[9] = 2;   // up to 1.024 us
    h.buckets[20] = 4;  // up to 2.1 ms
    h.buckets[39] = 8;  // above the last bound
    h.total_ns = 1'500'000'000;
    metrics_writer to;
    to.histogram("t_seconds", "T.", {{"shard", "0"}}, h);
    const std::string text = to.text();
    EXPECT_TRUE(contains(text, "t_seconds_bucket{shard=\"0\",le=\"1.024e-06\"} 3\n")) << text;
    EXPECT_TRUE(contains(text, "t_seconds_bucket{shard=\"0\",le=\"2.048e-06\"} 3\n")) << text;
    EXPECT_TRUE(contains(text, ",le=\"68.719476736\"} 7\n")) << text;
    EXPECT_TRUE(contains(text, "t_seconds_bucket{shard=\"0\",le=\"+Inf\"} 15\n")) << text;
    EXPECT_TRUE(contains(text, "t_seconds_sum{shard=\"0\"} 1.5\n")) << text;
    EXPECT_TRUE(contains(text, "t_seconds_count{shard=\"0\"} 15\n")) << text;
}

TEST(metrics_source, is_asked_as_long_as_it_lives) {
    {
        const metrics_source mine(
            [](metrics_writer& to) { to.counter("shop_orders_total", "Orders.", {}, 7); });
        EXPECT_TRUE(contains(metrics_text(), "\nshop_orders_total 7\n"));
    }
    EXPECT_FALSE(contains(metrics_text(), "shop_orders_total"));
}

TEST(metrics_source, one_that_throws_spoils_no_other) {
    const test::log_capture log;
    const metrics_source bad([](metrics_writer& to) {
        to.gauge("before", "", {}, 1);
        throw std::runtime_error("no");
    });
    const metrics_source good([](metrics_writer& to) { to.gauge("after", "", {}, 1); });
    const std::string text = metrics_text();
    EXPECT_TRUE(contains(text, "before 1\n") && contains(text, "after 1\n"));
    EXPECT_EQ(log.lines().size(), 1U);
}

TEST(metrics_text, has_the_process_and_the_stalls_without_any_shard) {
    const std::string text = metrics_text();
    EXPECT_TRUE(contains(text, "\nweir_stalls_total{cause=\"page_fault\"} 0\n")) << text;
    EXPECT_TRUE(contains(text, "\nweir_metrics_dropped 0\n")) << text;
    EXPECT_FALSE(contains(text, "process_open_fds 0\n")) << text;
    EXPECT_FALSE(contains(text, "process_resident_memory_bytes 0\n")) << text;
}

}  // namespace
}  // namespace weir::inline v0::diag
