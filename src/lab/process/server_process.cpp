// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/server_process.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/shard.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;

constexpr duration start_timeout = 30s;
constexpr std::size_t longest_line = 4096;

std::unexpected<std::string> explain(std::string_view role, std::string_view what) {
    return std::unexpected("the server '" + std::string(role) + "' " + std::string(what));
}

/// Both ends of a channel between the lab and a server.
struct channel {
    owned_descriptor ours;
    owned_descriptor theirs;
};

result<channel> make_channel() noexcept {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail_errno(errno);
    return channel{owned_descriptor(ends[0]), owned_descriptor(ends[1])};
}

task<result<std::string>> read_line(socket_stream& from) {
    std::string line;
    while (!line.ends_with('\n')) {
        const buffer data = co_await ok(from.recv());
        line += data.view();
        if (line.size() > longest_line) co_return fail(errc::protocol_error);
    }
    co_return line;
}

}  // namespace

task<result<server_process, std::string>> server_process::start(std::string program,
                                                                serve_settings settings) {
    const std::string role = settings.role;
    auto ends = make_channel();
    if (!ends) co_return explain(role, "cannot be started: " + ends.error().message());
    auto stats = stats_page::create();
    if (!stats) co_return explain(role, "cannot be started: " + stats.error().message());
    settings.control = ends->theirs.get();
    settings.stats = stats->descriptor();
    settings.parent = getpid();
    auto child = child_process::start({program, "lab", "serve", to_json(settings)},
                                      {settings.control, settings.stats});
    if (!child) co_return explain(role, "cannot be started: " + child.error().message());
    ends->theirs.reset();
    auto control = socket_stream::adopt(std::move(ends->ours));
    if (!control) co_return explain(role, "cannot be started: " + control.error().message());
    server_process made(std::move(*child), std::move(*stats), std::move(*control), role);
    auto ready = co_await made.wait_until_ready();
    if (!ready) co_return std::unexpected(std::move(ready.error()));
    co_return made;
}

task<result<void, std::string>> server_process::wait_until_ready() {
    const auto line = co_await with_timeout(start_timeout, read_line(control_));
    if (!line && line.error() == errc::eof)
        co_return explain(role_, co_await how_it_ended() + " before it could say why");
    if (!line) co_return explain(role_, "did not become ready: " + line.error().message());
    auto parsed = parse_ready_report(*line);
    if (!parsed) co_return explain(role_, "sent something that is no report");
    ready_ = std::move(*parsed);
    if (!ready_.failure.empty()) co_return explain(role_, "cannot serve: " + ready_.failure);
    co_return result<void, std::string>();
}

// A process that ends closes its descriptors a moment before it can be waited for.
task<std::string> server_process::how_it_ended() {
    constexpr int looks = 200;
    for (int look = 0; look < looks; ++look) {
        if (auto how = child_.ended()) co_return *how;
        if (!co_await sleep_for(5ms)) break;
    }
    co_return "closed its channel";
}

std::optional<std::string> server_process::ended() noexcept {
    const auto how = child_.ended();
    if (!how) return std::nullopt;
    return explain(role_, *how + " while it was under load").error();
}

task<void> server_process::stop() {
    control_.close();
    // A process with thousands of threads takes a while to go.
    auto killed = co_await shielded(
        10s, offload(shard::this_shard()->file_pool(), [this] { child_.kill(); }));
    if (!killed) child_.kill();
}

}  // namespace weir::inline v0::lab
