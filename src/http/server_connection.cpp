// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/server_connection.hpp"

#include "http/handler_run.hpp"

#include <weir/base/log.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>

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

server_connection::server_connection(server_state& server, const environment& env)
    : server_(server),
      counters_(server.counters_here()),
      parser_(limits_of(server.limits)),
      watch_(server, counters_, env),
      live_(*env.loop) {}

void server_connection::attach(connection_slot& slot) noexcept {
    slot_ = &slot;
    stream_ = &slot.stream;
    watch_.attach(slot.stream);
}

// The way of most requests: what has arrived is parsed, answered and left in the output without a
// coroutine but the handler's. Waits and everything unusual have coroutines of their own.
task<bool> server_connection::serve_arrived() {
    for (bool goes_on = true; goes_on && !input_.empty();) {
        begin_exchange();
        pulled head = parse();
        if (head.how == input::starved && parser_.idle()) break;  // an empty line behind a body
        if (head.how == input::starved) head = co_await pull(header_deadline());
        if (head.how != input::event) {
            co_await answer_bad_input(head.how);
            co_return co_await close_politely();
        }
        {
            const counted in_flight(counters_.in_flight);
            begin_answer();
            handler* fn = find_handler();
            response r = fn != nullptr ? co_await handler_run(*this, *fn) : std::move(*instead_);
            end_handler(r);
            if (fits_output(r)) {
                goes_on = append_answer(r);
                answered_ =
                    may_leave_later(goes_on) || stream_->try_write(output_) || co_await flush();
                goes_on = goes_on && answered_;
            } else {
                goes_on = co_await send(r);
            }
            end_answer(r);
        }
        if (!body_done_) goes_on = goes_on && co_await skip_body();
        if (!goes_on) co_return co_await close_politely();
    }
    input_ = buffer();  // a connection that waits holds no leased memory
    co_return output_.empty() || co_await flush();
}

// Always false: the connection is done.
task<bool> server_connection::close_politely() {
    if (answered_ && co_await flush()) co_await linger();
    input_ = buffer();
    output_.clear();
    co_return false;
}

task<void> server_connection::turn_away(std::string_view why) {
    begin_exchange();
    co_await answer_and_close(status::service_unavailable, why);
    co_await close_politely();
}

void server_connection::begin_exchange() {
    parser_.reset();
    parser_.head().method = method::get;
    parser_.head().version = version::http_1_1;
    body_done_ = answered_ = head_sent_ = false;
    body_error_.clear();
    refusal_.reset();
    body_read_ = sent_body_ = 0;
    body_waited_ = duration::zero();
    first_byte_ = input_at_;
}

// The next event in what has arrived.
server_connection::pulled server_connection::parse() {
    auto step = parser_.feed(input_.view());
    if (!step) {
        refusal_ = step.error();
        return {.how = input::refused, .error = step.error().code()};
    }
    input_.remove_prefix(step->consumed);
    if (input_.empty() && step->event == parse_event::head) input_ = buffer();
    return {.how = step->event == parse_event::need_more ? input::starved : input::event,
            .step = *step};
}

// Receives until the parser has something to say.
task<server_connection::pulled> server_connection::pull(deadline until) {
    for (;;) {
        input_ = buffer();
        // The peer may wait for earlier answers before it sends on.
        if (!output_.empty() && !co_await flush())
            co_return pulled{.how = input::failed, .error = errc::eof};
        auto more = co_await with_deadline(until, stream_->recv());
        if (!more) co_return cut_off(more.error());
        take_arrived(std::move(*more));
        if (const pulled p = parse(); p.how != input::starved) co_return p;
    }
}

deadline server_connection::header_deadline() const noexcept {
    return deadline::after(this_task::now(), server_.limits.header_timeout);
}

server_connection::pulled server_connection::cut_off(std::error_code error) noexcept {
    if (error == errc::eof) return {.how = input::eof, .error = error};
    const bool slow = error == errc::timed_out && !this_task::stop_requested();
    return {.how = slow ? input::timed_out : input::failed, .error = error};
}

task<void> server_connection::answer_bad_input(input how) {
    if (how == input::timed_out)
        refusal_ = {status::request_timeout, "the request's head did not arrive in time"};
    if (!refusal_) co_return;
    ++counters_.bad_requests;
    co_await answer_and_close(refusal_->status, refusal_->why);
}

task<void> server_connection::answer_and_close(status code, std::string_view why) {
    response r = response::error(code, why).with_header("Connection", "close");
    begun_ = this_task::now();
    static_cast<void>(co_await send(r));
    record(r);
}

void server_connection::begin_answer() {
    continue_due_ = parser_.expects_continue();
    body_done_ = parser_.framing().empty();
    begun_ = this_task::now();
    ++counters_.requests;
    ++slot_->served;
    watch_.begin();
    const request_head& head = parser_.head();
    watch_.set_trace(live_.begin({.verb = head.method,
                                  .target = head.target,
                                  .accepted = slot_->accepted,
                                  .first_byte = first_byte_,
                                  .head = input_at_},
                                 head.headers));
}

void server_connection::end_handler(const response& r) noexcept {
    watch_.answered();
    live_.answered(r.streamed());
    if (!r.streamed()) watch_.end();
}

void server_connection::end_answer(const response& r) {
    watch_.end();
    record(r);
    live_.end(to_int(r.code()), answered_);
    watch_.set_trace({});
}

// Null: `instead_` is the answer.
handler* server_connection::find_handler() {
    if (auto parsed = target_.assign(parser_.head().target); !parsed) {
        ++counters_.bad_requests;
        instead_ = response::error(parsed.error().status, parsed.error().why)
                       .with_header("Connection", "close");
        return nullptr;
    }
    router::match m =
        server_.routes.find(parser_.head().method, target_, std::move(request_.params_));
    if (m.found == nullptr) instead_ = not_found(m);
    request_.params_ = std::move(m.params);
    live_.handler_begins(m.pattern);
    return m.found;
}

response server_connection::not_found(const router::match& m) const {
    const bool asks_for_options = parser_.head().method == method::options;
    if (asks_for_options && (m.path_known || target_.path() == "*"))
        return response(status::no_content).with_header("Allow", server_.routes.allowed(target_));
    if (!m.path_known)
        return response::error(status::not_found,
                               "nothing is here: " + std::string(target_.path()));
    return response::error(status::method_not_allowed, "this method is not allowed here")
        .with_header("Allow", server_.routes.allowed(target_));
}

// A handler that passes on what went wrong with its body means that, and not itself.
response server_connection::failed(std::error_code error) {
    if (!refusal_ || error != body_error_) return answer_of(error);
    ++counters_.bad_requests;
    return response::error(refusal_->status, refusal_->why);
}

task<result<std::string_view>> server_connection::read_body() {
    if (body_done_) co_return std::string_view();
    if (body_error_) co_return fail(body_error_);
    // Behind the head of an answer it would be taken for a part of the body.
    if (continue_due_ && !head_sent_) co_await ok(send_continue());
    const time_point asked = this_task::now();
    pulled p = parse();
    if (p.how == input::starved) p = co_await pull(body_deadline());
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
    return deadline::after(this_task::now(), left);
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
