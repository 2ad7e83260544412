// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/server_connection.hpp"

#include <weir/base/log.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/coro/when_all.hpp>

#include <exception>
#include <string>
#include <utility>

namespace weir::inline v0::http::detail {
namespace {

/// Unread body that is cheaper to read and forget than a new connection.
constexpr std::uint64_t skipped_bytes = std::uint64_t{256} << 10;

parser_limits limits_of(const server_limits& l) noexcept {
    return {.head_bytes = l.header_bytes,
            .header_count = l.header_count,
            .target_bytes = l.target_bytes,
            .body_bytes = l.body_bytes};
}

bool is_final(status code) noexcept {
    return to_int(code) >= 200 && to_int(code) <= 999;
}

response answer_of(std::error_code error) {
    if (error == errc::timed_out)
        return response::error(status::gateway_timeout, "the deadline of the request passed");
    if (error == errc::unavailable || error == errc::queue_full || error == errc::canceled)
        return response::error(status::service_unavailable, error.message());
    if (error == errc::too_large)
        return response::error(status::content_too_large, error.message());
    return response::error(status::internal_server_error, "the request could not be served");
}

}  // namespace

server_connection::server_connection(server_state& server, byte_stream& stream)
    : server_(server),
      stream_(stream),
      peer_(stream.peer()),
      parser_(limits_of(server.limits)),
      watch_(server, stream) {}

task<void> server_connection::serve() {
    watch_.follow(this_task::env());
    std::exception_ptr broken;
    try {
        co_await weir::detail::in_environment(watch_.env(), serve_all());
        if (co_await flush() && answered_) co_await linger();
    } catch (...) {
        broken = std::current_exception();
    }
    co_await watch_.close();
    if (broken) std::rethrow_exception(broken);
}

task<void> server_connection::serve_all() {
    while (co_await serve_one()) {
    }
}

task<void> server_connection::turn_away(std::string_view why) {
    begin_exchange();
    co_await answer_and_close(status::service_unavailable, why);
    if (answered_) co_await linger();
}

// One request and its answer. False: the connection is done.
task<bool> server_connection::serve_one() {
    const pulled head = co_await read_head();
    if (head.how != input::event) co_return co_await answer_bad_input(head.how);
    const time_point begun = this_task::now();
    ++server_.stats.requests;
    ++served_;
    bool goes_on = false;
    {
        const counted in_flight(server_.stats.in_flight);
        watch_.begin();
        response r = co_await answer();
        watch_.answered();
        if (!r.streamed()) watch_.end();
        goes_on = co_await send(r);
        watch_.end();
        record(r, begun);
    }
    co_return goes_on&& co_await skip_body();
}

void server_connection::begin_exchange() {
    parser_.reset();
    parser_.head().method = method::get;
    parser_.head().version = version::http_1_1;
    body_done_ = answered_ = false;
    body_error_.clear();
    refusal_.reset();
    body_read_ = sent_body_ = 0;
    body_waited_ = duration::zero();
}

task<server_connection::pulled> server_connection::read_head() {
    begin_exchange();
    if (input_.empty()) {
        if (!co_await flush()) co_return pulled{.how = input::failed};
        if (server_.draining.load(std::memory_order_relaxed)) co_return pulled{.how = input::eof};
        input_ = buffer();  // a connection that waits holds no leased memory
        idle_ = true;
        const auto idle_until = this_task::now() + server_.limits.idle_timeout;
        auto first = co_await with_deadline(deadline(idle_until), stream_.recv());
        idle_ = false;
        // Nobody is waiting for an answer, so there is nothing to say.
        if (!first) co_return pulled{.how = input::eof};
        input_ = std::move(*first);
    }
    pulled p = co_await pull(deadline(this_task::now() + server_.limits.header_timeout));
    if (input_.empty()) input_ = buffer();
    continue_due_ = p.how == input::event && parser_.expects_continue();
    body_done_ = p.how == input::event && parser_.framing().empty();
    co_return p;
}

// Feeds the parser until it has something to say, receiving as needed.
task<server_connection::pulled> server_connection::pull(deadline until) {
    for (;;) {
        auto step = parser_.feed(input_.view());
        if (!step) {
            refusal_ = step.error();
            co_return pulled{.how = input::refused, .error = step.error().code()};
        }
        input_.remove_prefix(step->consumed);
        if (step->event != parse_event::need_more) co_return pulled{.step = *step};
        input_ = buffer();
        // The peer may wait for earlier answers before it sends on.
        if (!co_await flush()) co_return pulled{.how = input::failed, .error = errc::eof};
        auto more = co_await with_deadline(until, stream_.recv());
        if (!more) co_return cut_off(more.error());
        input_ = std::move(*more);
    }
}

server_connection::pulled server_connection::cut_off(std::error_code error) noexcept {
    if (error == errc::eof) return {.how = input::eof, .error = error};
    const bool slow = error == errc::timed_out && !this_task::stop_requested();
    return {.how = slow ? input::timed_out : input::failed, .error = error};
}

task<bool> server_connection::answer_bad_input(input how) {
    if (how == input::timed_out)
        refusal_ = {status::request_timeout, "the request's head did not arrive in time"};
    if (!refusal_) co_return false;
    ++server_.stats.bad_requests;
    co_await answer_and_close(refusal_->status, refusal_->why);
    co_return false;
}

task<void> server_connection::answer_and_close(status code, std::string_view why) {
    response r = response::error(code, why).with_header("Connection", "close");
    const time_point begun = this_task::now();
    static_cast<void>(co_await send(r));
    record(r, begun);
}

task<response> server_connection::answer() {
    auto parsed = target::parse(parser_.head().target);
    if (!parsed) {
        ++server_.stats.bad_requests;
        co_return response::error(parsed.error().status, parsed.error().why)
            .with_header("Connection", "close");
    }
    target_ = std::move(*parsed);
    router::match m = server_.routes.find(parser_.head().method, *target_);
    if (m.found == nullptr) co_return not_found(m);
    request_.params_ = std::move(m.params);
    if (output_.empty()) co_return co_await run_handler(*m.found);
    co_return co_await run_handler_and_flush(*m.found);
}

response server_connection::not_found(const router::match& m) const {
    const bool asks_for_options = parser_.head().method == method::options;
    if (asks_for_options && (m.path_known || target_->path() == "*"))
        return response(status::no_content).with_header("Allow", server_.routes.allowed(*target_));
    if (!m.path_known)
        return response::error(status::not_found, "nothing is here: " + target_->path());
    return response::error(status::method_not_allowed, "this method is not allowed here")
        .with_header("Allow", server_.routes.allowed(*target_));
}

// Answers that wait to leave together with this one must not wait for a handler that waits.
task<response> server_connection::run_handler_and_flush(handler& fn) {
    bool answered = false;
    const auto run = [&]() -> task<response> {
        response r = co_await run_handler(fn);
        answered = true;
        co_return r;
    };
    const auto flush_meanwhile = [&]() -> task<bool> { co_return answered || co_await flush(); };
    auto both = co_await when_all(run(), flush_meanwhile());
    co_return std::get<0>(std::move(both));
}

task<response> server_connection::run_handler(handler& fn) {
    std::string what;
    try {
        auto answered = co_await fn(request_);
        if (!answered) co_return failed(answered.error());
        if (is_final(answered->code())) co_return std::move(*answered);
        what = "answered with a status that ends no exchange";
    } catch (const std::exception& e) {
        what = std::string("threw: ") + e.what();
    } catch (...) {
        what = "threw something that is no exception";
    }
    log(log_level::error, "a handler of " + parser_.head().target + " " + what);
    co_return response::error(status::internal_server_error, "the request could not be served");
}

// A handler that passes on what went wrong with its body means that, and not itself.
response server_connection::failed(std::error_code error) {
    if (!refusal_ || error != body_error_) return answer_of(error);
    ++server_.stats.bad_requests;
    return response::error(refusal_->status, refusal_->why);
}

task<result<std::string_view>> server_connection::read_body() {
    if (body_done_) co_return std::string_view();
    if (body_error_) co_return fail(body_error_);
    if (continue_due_) co_await ok(send_continue());
    const time_point asked = this_task::now();
    const pulled p = co_await pull(body_deadline());
    body_waited_ += this_task::now() - asked;
    if (p.how == input::event) {
        body_done_ = p.step.event == parse_event::complete;
        body_read_ += p.step.body.size();
        co_return p.step.body;
    }
    if (p.how == input::timed_out)
        refusal_ = {status::request_timeout, "the request's body did not arrive in time"};
    // Bytes that a stopped wait left behind can still be read; all else is final.
    if (!this_task::stop_requested()) body_error_ = p.error;
    co_return fail(p.error);
}

// A peer that sends a byte now and then must not hold the connection for ever. The time that the
// handler takes between two pieces is not the peer's.
deadline server_connection::body_deadline() const noexcept {
    const server_limits& l = server_.limits;
    duration left = l.body_timeout;
    if (l.body_rate != 0) {
        const std::chrono::duration<double> earned(static_cast<double>(body_read_) /
                                                   static_cast<double>(l.body_rate));
        const std::chrono::duration<double> unused = l.body_timeout + earned - body_waited_;
        if (unused < left) left = std::chrono::duration_cast<duration>(unused);
    }
    return deadline(this_task::now() + left);
}

task<result<void>> server_connection::send_continue() {
    continue_due_ = false;
    output_.append_copy("HTTP/1.1 100 Continue\r\n\r\n");
    if (!co_await flush()) co_return fail(errc::eof);
    co_return result<void>();
}

// What has arrived already of a body that the handler left costs nothing to skip.
void server_connection::skip_arrived() {
    while (!body_done_ && !body_error_ && !continue_due_) {
        const auto step = parser_.feed(input_.view());
        if (!step) {
            body_error_ = step.error().code();
            return;
        }
        input_.remove_prefix(step->consumed);
        body_read_ += step->body.size();
        body_done_ = step->event == parse_event::complete;
        if (step->event == parse_event::need_more) return;
    }
}

// Whether the rest of the body is worth reading. A client that waits for "100 Continue" will not
// send it, and cannot be told apart from one that does.
bool server_connection::may_skip() const noexcept {
    if (body_done_) return true;
    if (body_error_ || continue_due_) return false;
    const body_framing framing = parser_.framing();
    return framing.kind != body_kind::sized || framing.length - body_read_ <= skipped_bytes;
}

// Reads what the handler left of the body, so that the next request can follow.
task<bool> server_connection::skip_body() {
    const std::uint64_t most = body_read_ + skipped_bytes;
    while (!body_done_) {
        if (!may_skip() || body_read_ > most) co_return false;
        if (!co_await read_body()) co_return false;
    }
    co_return true;
}

}  // namespace weir::inline v0::http::detail
