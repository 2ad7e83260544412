// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/csv.hpp"
#include "load/hdr_log.hpp"
#include "load/junit.hpp"
#include "load/step_table.hpp"

#include <zlib.h>

#include <sstream>

namespace weir::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

lab::report sample() {
    lab::report r;
    lab::report_step closed;
    closed.users = 40;
    closed.seconds = 10;
    closed.ok = 100;
    closed.ok_per_s = 10;
    closed.p99_ms = 12.5;
    closed.note = "a note, with a comma";
    closed.series.resize(1);
    closed.series[0].seconds = 1;
    lab::report_step open = closed;
    open.users = 0;
    open.note.clear();
    open.open.emplace();
    open.open->rate = 50;
    open.open->due = 500;
    open.open->late = 3;
    open.open->dropped = 2;
    open.open->unanswered = 1;
    open.open->raw.p99_ms = 1.5;
    open.errors = 3;
    r.variants = {{.name = "http://a/?x=\"1\"", .steps = {closed}},
                  {.name = "http://b/", .steps = {open}}};
    r.thresholds = {{.text = "p99<1ms",
                     .target = "http://b/",
                     .level = 50,
                     .open = true,
                     .value = 1.5,
                     .found = "1.5 ms",
                     .held = false},
                    {.text = "p99<1s",
                     .target = "http://b/",
                     .level = 50,
                     .open = true,
                     .value = 1.5,
                     .found = "1.5 ms",
                     .held = true}};
    return r;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::size_t commas_outside_quotes(const std::string& line) {
    std::size_t count = 0;
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        if (c == ',' && !quoted) ++count;
    }
    return count;
}

TEST(csv, every_row_has_as_many_cells_as_the_head) {
    for (const std::string& text : {steps_csv(sample()), seconds_csv(sample())}) {
        const auto lines = lines_of(text);
        ASSERT_EQ(lines.size(), 3U);
        for (const std::string& line : lines)
            EXPECT_EQ(commas_outside_quotes(line), commas_outside_quotes(lines[0])) << line;
        EXPECT_THAT(lines[1], testing::StartsWith("\"http://a/?x=\"\"1\"\"\",closed,40,,"));
        EXPECT_THAT(lines[2], testing::StartsWith("http://b/,open,,50,"));
    }
    EXPECT_THAT(steps_csv(sample()), HasSubstr("\"a note, with a comma\""));
    EXPECT_THAT(steps_csv(sample()), HasSubstr(",500,3,2,1,"));
}

TEST(junit, has_a_case_for_each_promise_and_step) {
    const std::string xml = junit_of(sample());
    EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"1\""));
    EXPECT_THAT(xml, HasSubstr("name=\"p99&lt;1ms at 50 requests/s\""));
    EXPECT_THAT(xml, HasSubstr("<failure message=\"found 1.5 ms\"/>"));
    EXPECT_THAT(xml, HasSubstr("http://a/?x=&quot;1&quot;"));
}

TEST(step_table, says_which_model_it_was) {
    lab::report closed = sample();
    closed.variants.pop_back();
    EXPECT_THAT(step_table(closed), HasSubstr("there is no corrected latency"));
    EXPECT_THAT(step_table(closed), Not(HasSubstr("raw p99")));
    lab::report open = sample();
    open.variants.erase(open.variants.begin());
    EXPECT_THAT(step_table(open), HasSubstr("raw p99"));
    EXPECT_THAT(step_table(open), HasSubstr("12.5 ms"));
    EXPECT_THAT(step_table(open), HasSubstr("1.50 ms"));
    EXPECT_THAT(threshold_table(open), HasSubstr("p99<1ms"));
    EXPECT_EQ(threshold_table(lab::report()), "");
}

TEST(base64, is_that_of_rfc_4648) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xFF\xFE\xFD"), "//79");
}

/// The payload of an encoded histogram: its counts, taken apart again.
std::vector<std::int64_t> counts_of(const std::string& encoded) {
    std::string plain(1 << 20, '\0');
    uLongf size = plain.size();
    EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(plain.data()), &size,
                         reinterpret_cast<const Bytef*>(encoded.data()) + 8, encoded.size() - 8),
              Z_OK);
    std::vector<std::int64_t> counts;
    for (std::size_t at = 40; at < size;) {
        std::uint64_t word = 0;
        for (int byte = 0;; ++byte) {
            const auto c = static_cast<unsigned char>(plain[at++]);
            word |= std::uint64_t{byte < 8 ? c & 0x7FU : c} << (7 * byte);
            if (byte == 8 || c < 0x80) break;
        }
        counts.push_back(static_cast<std::int64_t>(word >> 1) ^
                         -static_cast<std::int64_t>(word & 1));
    }
    return counts;
}

TEST(hdr_encoded, writes_runs_of_zeros_as_one_number) {
    histogram h;
    EXPECT_TRUE(counts_of(hdr_encoded(h)).empty());
    h.record(3, 7);
    h.record(5, std::uint64_t{1} << 62);
    h.record(2047);
    h.record(2048, 300);
    EXPECT_EQ(counts_of(hdr_encoded(h)),
              (std::vector<std::int64_t>{-3, 7, -1, std::int64_t{1} << 62, -2041, 1, 300}));
}

TEST(hdr_log, has_the_head_that_readers_look_for) {
    hdr_log log(1'700'000'000);
    histogram h;
    h.record(2'500'000);
    log.add(h, {.begun_s = 1.5, .length_s = 1}, "50-per-s.raw");
    const auto lines = lines_of(log.text());
    EXPECT_EQ(lines.at(1), "#[Histogram log format version 1.3]");
    EXPECT_THAT(lines.at(2), HasSubstr("#[StartTime: 1700000000.000 (seconds since epoch)"));
    EXPECT_THAT(lines.at(4), testing::StartsWith("Tag=50-per-s.raw,1.500,1.000,2.500,HISTFAAA"));
}

}  // namespace
}  // namespace weir::cli
