// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/user.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/net/socket_stream.hpp>

namespace weir::inline v0::load {
namespace {

outcome outcome_of(http::status code) noexcept {
    const auto number = static_cast<unsigned>(code);
    if (number == 503) return outcome::shed;
    return number >= 200 && number < 400 ? outcome::ok : outcome::failed;
}

}  // namespace

task<void> user::live() {
    while (number_ < crowd_.wanted && !this_task::stop_requested()) {
        const time_point begun = this_task::now();
        const outcome how = co_await ask(crowd_.what.request_timeout);
        // A request that our own stop cut off says nothing about the target.
        if (this_task::stop_requested()) co_return;
        const bool good = how == outcome::ok;
        const duration pause = good ? duration::zero() : crowd_.what.error_pause;
        crowd_.counts.add(
            {.how = how, .due = begun, .sent = begun, .ended = this_task::now(), .pause = pause});
        if (!good && !co_await sleep_for(pause)) co_return;
    }
}

task<outcome> user::ask(duration patience) {
    const result<void> done = co_await with_timeout(patience, exchange());
    if (!done) {
        connection_.reset();
        co_return done.error() == errc::timed_out ? outcome::timeout : outcome::error;
    }
    const outcome how = outcome_of(connection_->code());
    if (!connection_->reusable()) connection_.reset();
    co_return how;
}

task<result<void>> user::exchange() {
    http::client_request* request = crowd_.requests.next(this_task::loop(), own_);
    if (request == nullptr) co_return fail(errc::bad_argument);
    if (!connection_) co_await ok(with_timeout(crowd_.what.connect_timeout, connect()));
    co_await ok(connection_->send(*request));
    co_return co_await connection_->discard();
}

task<result<void>> user::connect() {
    // An address that refuses at once would otherwise draw most of an open load to itself.
    const std::size_t count = crowd_.addresses.size();
    result<socket_stream> stream = fail(errc::bad_argument);
    for (std::size_t i = 0; i < count && !stream && !this_task::stop_requested(); ++i)
        stream = co_await socket_stream::connect(crowd_.addresses[(number_ + i) % count]);
    if (!stream) co_return fail(stream.error());
    ++crowd_.connects;
    connection_ = std::make_unique<http::client_connection>(
        std::make_unique<socket_stream>(std::move(*stream)), crowd_.url.host_field());
    co_return result<void>();
}

}  // namespace weir::inline v0::load
