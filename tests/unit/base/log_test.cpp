// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/log.hpp>

namespace weir {
namespace {

std::vector<std::string> lines;

void collect(log_level level, std::string_view line) noexcept {
    lines.push_back(std::string(to_string(level)) + " " + std::string(line));
}

TEST(log, a_sink_receives_every_line_until_it_is_removed) {
    set_log_sink(&collect);
    log(log_level::error, "dry");
    log(log_level::debug, "drop");
    set_log_sink(nullptr);
    log(log_level::debug, "not collected");
    EXPECT_EQ(lines, (std::vector<std::string>{"error dry", "debug drop"}));
}

TEST(log, without_a_sink_errors_go_to_stderr_and_debug_lines_nowhere) {
    testing::internal::CaptureStderr();
    log(log_level::error, "the river ran dry");
    log(log_level::debug, "a drop fell");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "weir: error: the river ran dry\n");
}

}  // namespace
}  // namespace weir
