// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/culprit.hpp"

#include "diag/report/checked_text.hpp"
#include "diag/report/stall_log.hpp"
#include "support/log_capture.hpp"

#include <nlohmann/json.hpp>

#include <bit>
#include <source_location>

namespace weir::diag {
namespace {

stack_line line(std::string function, std::string module = "/app") {
    return {.function = std::move(function), .module = std::move(module)};
}

TEST(culprit, is_the_innermost_function_of_the_program) {
    stall_record r;
    r.stack = {line("clock_nanosleep", "/usr/lib/x86_64-linux-gnu/libc.so.6"),
               line("void std::this_thread::sleep_for<long>()"), line("app::pause(int)"),
               line("app::serve()"), line("weir::v0::shard::run()")};
    EXPECT_EQ(blame_of(r).culprit, "app::pause(int)");
}

TEST(culprit, of_a_library_is_who_called_it_and_says_through_what) {
    stall_record r;
    r.stack = {line("deflate_slow", "/lib/libz.so.1"), line("compress2", "/lib/libz.so.1"),
               line("app::pack(std::string const&)"), line("main")};
    const blame b = blame_of(r);
    EXPECT_EQ(b.culprit, "app::pack(std::string const&)");
    EXPECT_EQ(b.through, "compress2 of libz.so.1");
}

TEST(culprit, looks_at_what_the_samples_share_first) {
    stall_record r;
    r.stack = {line("app::inner()"), line("app::shared()"), line("app::outer()")};
    EXPECT_EQ(blame_of(r, 2).culprit, "app::shared()");
    EXPECT_EQ(blame_of(r).culprit, "app::inner()");
}

TEST(culprit, without_symbols_is_the_coroutine) {
    stall_record r;
    r.stack = {line("read", "/lib/libc.so.6"), line("")};
    r.awaiting = {{.function = "task<void> app::load()"}};
    EXPECT_EQ(blame_of(r).culprit, "task<void> app::load()");
    r.awaiting.clear();
    EXPECT_EQ(blame_of(r).culprit, "read");
    EXPECT_EQ(blame_of(stall_record()).culprit, "(unknown)");
}

TEST(culprit, names_without_return_type_and_arguments) {
    EXPECT_EQ(
        qualified_name("std::map<int, a (*)(b)> app::(anonymous namespace)::f<int>(char (*)())"),
        "app::(anonymous namespace)::f<int>");
    EXPECT_EQ(qualified_name("main"), "main");
    EXPECT_EQ(qualified_name(""), "");
}

TEST(culprit, weirs_own_parts_above_the_loop_are_not_plumbing) {
    EXPECT_TRUE(is_plumbing(line("weir::v0::loop_context::run_one()")));
    EXPECT_TRUE(is_plumbing(line("bool std::regex_match<char>(char)")));
    EXPECT_FALSE(is_plumbing(line("weir::lab::block()")));
    EXPECT_FALSE(is_plumbing(line("weir::(anonymous namespace)::block()")));
}

TEST(culprit, inlined_without_namespace_is_told_by_its_file) {
    stack_line inlined = line("_M_acquire");
    inlined.inlined = true;
    inlined.file = "/usr/include/c++/12/bits/semaphore_base.h";
    EXPECT_TRUE(is_plumbing(inlined));
    inlined.file = "/app/semaphore.cpp";
    EXPECT_FALSE(is_plumbing(inlined));
}

TEST(checked_text, survives_nonsense) {
    EXPECT_EQ(checked_text(nullptr), "");
    EXPECT_EQ(checked_text(reinterpret_cast<const char*>(16)), "");
    EXPECT_EQ(checked_text("words"), "words");
    EXPECT_TRUE(checked_location(reinterpret_cast<const void*>(24)).function.empty());
    const auto here = std::source_location::current();
    const await_line at = checked_location(std::bit_cast<const void*>(here));
    EXPECT_EQ(at.line, here.line());
    EXPECT_EQ(at.file, here.file_name());
}

stall_record of(const char* culprit) {
    stall_record r;
    r.culprit = culprit;
    return r;
}

TEST(stall_log, each_culprit_once_a_second_and_a_limit_in_all) {
    const test::log_capture log;
    constexpr std::uint64_t second = 1'000'000'000;
    stall_log to(2);
    to.write(of("a"), 10 * second);
    to.write(of("a"), 10 * second + 1);
    to.write(of("b"), 10 * second + 2);
    to.write(of("c"), 10 * second + 3);
    EXPECT_EQ(to.dropped(), 2U);
    to.write(of("a"), 12 * second);
    ASSERT_EQ(log.lines().size(), 3U);
    EXPECT_THAT(log.lines()[0], testing::Not(testing::HasSubstr("lines_dropped")));
    EXPECT_THAT(log.lines()[1], testing::HasSubstr("\"lines_dropped\":1"));
    EXPECT_THAT(log.lines()[2], testing::HasSubstr("\"lines_dropped\":1"));
}

TEST(stall_json, is_one_line_that_parses) {
    stall_record r;
    r.id = 7;
    r.culprit = "say \"hi\"\n";
    r.trace.trace_id = {1, 2};
    r.trace.span_id = 3;
    r.stack = {line("f"), {.module = "/app", .build_id = "ab", .address = 255, .doubtful = true}};
    r.awaiting = {{.function = "g", .file = "g.cpp", .line = 4, .task = "worker"}};
    const std::string text = to_json(r);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    const auto parsed = nlohmann::json::parse(text);
    EXPECT_EQ(parsed["event"], "stall");
    EXPECT_EQ(parsed["culprit"], r.culprit);
    EXPECT_EQ(parsed["trace_id"], "00000000000000010000000000000002");
    EXPECT_EQ(parsed["stack"][1]["address"], "0xff");
    EXPECT_EQ(parsed["stack"][1]["doubtful"], true);
    EXPECT_EQ(parsed["awaiting"][0]["task"], "worker");
}

}  // namespace
}  // namespace weir::diag
