// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"

#include <weir/coro.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/runtime.hpp>

#include <algorithm>
#include <string>

namespace weir::stragglers_test {
namespace {

using namespace std::chrono_literals;

bool has_line(const std::vector<std::string>& lines, std::initializer_list<const char*> parts) {
    return std::ranges::any_of(lines, [&](const std::string& line) {
        return std::ranges::all_of(parts, [&](const char* p) { return line.contains(p); });
    });
}

TEST(stragglers, are_reported_with_what_they_wait_for_and_what_is_open) {
    const test::log_capture captured;
    runtime r({.shards = 1, .drain_report = 1ms});
    ASSERT_TRUE(r.start());
    event go_on;
    handle_entry open;
    r.at(0).post([&] {
        open.enter(handle_kind::listener, 7, std::source_location::current());
        r.at(0).root_scope().spawn("stubborn", [&]() -> task<result<void>> {
            co_return co_await shielded(1h, go_on.wait());
        });
    });
    r.at(0).post([&]() -> task<void> {
        while (!has_line(captured.lines(), {"still has open:"})) co_await yield();
        go_on.set();
        open.leave();
    });
    r.request_stop();
    r.join();
    EXPECT_TRUE(has_line(captured.lines(), {"task(s) that did not end on stop"}));
    EXPECT_TRUE(has_line(captured.lines(), {"task 'stubborn', spawned at ", "stragglers_test.cpp:",
                                            " s ago, awaits event.wait for ", "#0 "}));
    EXPECT_TRUE(has_line(captured.lines(),
                         {"still has open:", "listener 7, made at ", "stragglers_test.cpp:"}));
}

}  // namespace
}  // namespace weir::stragglers_test
