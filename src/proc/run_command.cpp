// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/ok.hpp>
#include <weir/coro/when_all.hpp>
#include <weir/proc/run_command.hpp>

#include <algorithm>
#include <utility>

namespace weir::inline v0 {
namespace {

task<result<void>> feed(pipe_stream& to, const std::string& input) {
    const auto written = co_await to.write(as_bytes(input));
    to.close();
    if (!written && written.error() != std::errc::broken_pipe) co_return written;
    co_return {};
}

/// Result: whether something was dropped.
task<result<bool>> collect(pipe_stream& from, std::string& into, std::size_t limit) {
    bool dropped = false;
    while (from.is_open()) {
        auto data = co_await from.recv();
        if (!data && data.error() == errc::eof) break;
        if (!data) co_return fail(data.error());
        const std::size_t room = limit - into.size();
        dropped = dropped || data->size() > room;
        into += data->view().substr(0, std::min(room, data->size()));
    }
    co_return dropped;
}

}  // namespace

task<result<command_output>> run_command(command what, std::string input, run_limits limits) {
    what.in = stdio::piped();
    what.out = stdio::piped();
    if (what.err.how != stdio::kind::merge) what.err = stdio::piped();
    subprocess child = co_await ok(subprocess::spawn(std::move(what)));
    command_output done;
    auto [fed, more_out, more_err] = co_await ok(
        when_all(feed(child.in(), input), collect(child.out(), done.out, limits.output_bytes),
                 collect(child.err(), done.err, limits.output_bytes)));
    // Reaped only now: until then its group can be killed, also where its leader has ended.
    done.status = co_await ok(child.wait());
    done.truncated = more_out || more_err;
    co_return done;
}

}  // namespace weir::inline v0
