// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/lookup.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/net/resolve.hpp>
#include <weir/rt/offload_owned.hpp>

namespace weir::inline v0 {
namespace {

constexpr std::size_t max_host_name = 253;

/// Never destroyed: a lookup that was left behind may still run when the process exits.
offload_pool& resolver() {
    static auto* const pool =
        new offload_pool({.name = "weir-resolver", .threads = 4, .queue_limit = 256});
    return *pool;
}

bool is_name(const std::string& host) noexcept {
    return !host.empty() && host.size() <= max_host_name && host.find('\0') == std::string::npos;
}

/// An equal share of the time left for one of `attempts`.
duration share_of_time(std::size_t attempts) {
    const duration left = this_task::deadline().remaining(this_task::now());
    return left == duration::max() ? left : left / static_cast<duration::rep>(attempts);
}

}  // namespace

task<result<std::vector<address>>> resolve(std::string host, std::uint16_t port) {
    if (const auto numeric = address::ip(host, port)) co_return std::vector{*numeric};
    if (!is_name(host)) co_return fail(net_errc::host_not_found);
    co_return co_await offload_owned(resolver(), {}, &detail::ask_the_system, std::move(host),
                                     port);
}

task<result<socket_stream>> connect_any(std::string host, std::uint16_t port,
                                        stream_options options) {
    const std::vector<address> found = co_await ok(resolve(std::move(host), port));
    std::error_code last;
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto connected = co_await with_timeout(share_of_time(found.size() - i),
                                               socket_stream::connect(found[i], options));
        if (connected) co_return std::move(*connected);
        last = connected.error();
        if (this_task::stop_requested()) break;
    }
    co_return fail(last);
}

}  // namespace weir::inline v0
