// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/handler_run.hpp"

#include "http/server_connection.hpp"

#include <weir/base/log.hpp>

#include <new>
#include <string>
#include <utility>

namespace weir::inline v0::http::detail {
namespace {

bool is_final(status code) noexcept {
    return to_int(code) >= 200 && to_int(code) <= 999;
}

}  // namespace

handler_run::handler_run(server_connection& connection, handler& fn) noexcept
    : waiter(&on_complete), connection_(connection) {
    try {
        task_.emplace(fn(connection.request_));
    } catch (...) {
        thrown_ = std::current_exception();
    }
}

waiter* handler_run::start(const environment& env, promise_base* parent, waiter& w) noexcept {
    outer_ = &w;
    pending_ = 1;
    waiter* next = task_->start(env, parent, *this);
    if (connection_.output_.empty()) return next;

    ++pending_;  // this call itself, so that nothing completes before it returns
    if (next != nullptr) next->complete().resume();
    if (pending_ != 1) send_meanwhile(env, parent);
    if (parent != nullptr) parent->make_current();
    return --pending_ == 0 ? outer_ : nullptr;
}

// Without memory for it, the answers wait for the handler after all.
void handler_run::send_meanwhile(const environment& env, promise_base* parent) noexcept {
    try {
        flush_.emplace(connection_.flush());
    } catch (const std::bad_alloc&) {
        return;
    }
    ++pending_;
    if (waiter* begun = flush_->start(env, parent, flush_end_)) begun->complete().resume();
}

std::coroutine_handle<> handler_run::one_ended() noexcept {
    return --pending_ == 0 ? outer_->complete() : std::noop_coroutine();
}

response handler_run::take() {
    if (flush_) static_cast<void>(flush_->take());
    std::string what;
    try {
        result<response> answer = answered();
        if (!answer) return connection_.failed(answer.error());
        if (is_final(answer->code())) return std::move(*answer);
        what = "answered with a status that ends no exchange";
    } catch (const std::exception& e) {
        what = std::string("threw: ") + e.what();
    } catch (...) {
        what = "threw something that is no exception";
    }
    log(log_level::error, "a handler of " + connection_.parser_.head().target + " " + what);
    return response::error(status::internal_server_error, "the request could not be served");
}

result<response> handler_run::answered() {
    if (thrown_) std::rethrow_exception(thrown_);
    return task_->take();
}

}  // namespace weir::inline v0::http::detail
