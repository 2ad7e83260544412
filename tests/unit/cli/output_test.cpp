// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load_progress.hpp"
#include "report_files.hpp"
#include "summary.hpp"
#include "text_table.hpp"

#include <cstdlib>

namespace weir::cli {
namespace {

using testing::HasSubstr;

TEST(text_table, aligns_text_left_and_numbers_right) {
    text_table table({"name", "n"}, 1);
    table.add({"a", "1000"});
    table.add({"long name", ""});
    EXPECT_EQ(table.to_string(),
              "name          n\n"
              "a          1000\n"
              "long name\n");
}

TEST(command_line, can_be_pasted_into_a_shell) {
    unsetenv("WEIR_DRIVER");
    const char* plain[] = {"/path/to/weir", "lab", "run", "--users", "1:4000:400"};
    EXPECT_EQ(command_line(5, plain), "weir lab run --users 1:4000:400");
    const char* quoted[] = {"weir", "", "it's", "a b", "$x"};
    EXPECT_EQ(command_line(5, quoted), R"(weir '' 'it'\''s' 'a b' '$x')");
    setenv("WEIR_DRIVER", "epoll", 1);
    EXPECT_EQ(command_line(1, plain), "WEIR_DRIVER=epoll weir");
    unsetenv("WEIR_DRIVER");
}

TEST(check_directory, makes_it_or_says_why_not) {
    const std::string base = testing::TempDir() + "weir_check/a/b";
    EXPECT_EQ(check_directory(base), std::nullopt);
    EXPECT_EQ(check_file(base + "/report.json"), std::nullopt);
    EXPECT_THAT(check_file(base).value_or(""), HasSubstr("it is a directory"));
    EXPECT_THAT(check_file("/dev/null").value_or(""), HasSubstr("it is no regular file"));
    EXPECT_THAT(check_directory("/proc/no").value_or(""), HasSubstr("cannot write /proc/no"));
    EXPECT_THAT(check_directory("/dev/null/x").value_or(""), HasSubstr("Not a directory"));
}

lab::report_step step_of(unsigned users) {
    lab::report_step s;
    s.users = users;
    s.ok_per_s = 319.4;
    s.mean_ms = 12'503;
    s.p99_ms = 12'900;
    return s;
}

TEST(step_line, tells_doubts) {
    lab::report_step s = step_of(4000);
    EXPECT_EQ(step_line(s), "4000 users: 319/s, mean 12.5 s, p99 12.9 s");
    s.errors = 2;
    s.shed = 3;
    s.settled = false;
    s.note = "too short";
    EXPECT_EQ(
        step_line(s),
        "4000 users: 319/s, mean 12.5 s, p99 12.9 s, 2 errors, 3 503s (not settled: too short)");
}

TEST(progress_line, fits_on_a_line) {
    EXPECT_EQ(progress_line({.step = 0,
                             .steps = 5,
                             .users = 40,
                             .warming_up = true,
                             .elapsed_s = 1,
                             .total_s = 4,
                             .ok_per_s = 80,
                             .mean_ms = 0,
                             .errors = 0,
                             .shed = 1}),
              "40 users 1/4 s (warm-up): 80/s, 1 503s");
}

TEST(summary, has_the_last_steps_and_the_ratios_there) {
    lab::report found;
    found.variants = {
        {.name = "sync",
         .operation = "profile",
         .verdict = "",
         .steps = {step_of(1), step_of(4000)},
         .samples = {}},
        {.name = "async", .operation = "profile", .verdict = "", .steps = {}, .samples = {}}};
    found.ratios = {{"profile", 1, 1, 1}, {"profile", 4000, 24.4, 0.041}};
    found.interrupted = true;
    const std::string text = summary_of(found);
    EXPECT_THAT(text, HasSubstr("sync"));
    EXPECT_THAT(text, Not(HasSubstr("async  ")));
    EXPECT_THAT(text, HasSubstr("4000 users: throughput 24.4x, mean response time 1/24.4"));
    EXPECT_THAT(text, Not(HasSubstr("profile, 1 users")));
    EXPECT_THAT(text, HasSubstr("Interrupted"));
}

}  // namespace
}  // namespace weir::cli
