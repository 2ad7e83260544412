// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/server_connection.hpp"

#include <weir/base/log.hpp>
#include <weir/coro/each.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/http/date.hpp>
#include <weir/http/serialize.hpp>
#include <weir/rt/shard.hpp>

namespace weir::inline v0::http::detail {
namespace {

/// Answers wait for each other up to this much, so that pipelined ones leave in one write.
constexpr std::size_t coalesced_bytes = std::size_t{64} << 10;
/// Unread body that is cheaper to read and forget than a new connection.
constexpr std::uint64_t skipped_bytes = std::uint64_t{256} << 10;

parser_limits limits_of(const server_limits& l) noexcept {
    return {.head_bytes = l.header_bytes,
            .header_count = l.header_count,
            .target_bytes = l.target_bytes,
            .body_bytes = l.body_bytes};
}

/// The Date field, rendered once a second and shard.
std::string_view date_text() {
    thread_local std::chrono::sys_seconds rendered{};
    thread_local std::string text;
    const auto now = shard::of(this_task::env()).wall_time();
    if (now != rendered) {
        text = format_date(now);
        rendered = now;
    }
    return text;
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
    : server_(server), stream_(stream), peer_(stream.peer()), parser_(limits_of(server.limits)) {}

task<void> server_connection::serve() {
    while (co_await serve_one()) {
    }
    static_cast<void>(co_await flush());
}

// One request and its answer. False: the connection is done.
task<bool> server_connection::serve_one() {
    const pulled head = co_await read_head();
    if (head.how != input::event) co_return co_await answer_bad_input(head.how);
    const time_point begun = this_task::now();
    server_.stats.in_flight.fetch_add(1, std::memory_order_relaxed);
    server_.stats.requests.fetch_add(1, std::memory_order_relaxed);
    ++served_;
    response r = co_await answer();
    const bool skipped = co_await skip_body();
    const bool keep = skipped && may_keep();
    const bool sent = co_await send(r, keep);
    server_.stats.in_flight.fetch_sub(1, std::memory_order_relaxed);
    record(r, begun);
    co_return sent&& keep;
}

task<server_connection::pulled> server_connection::read_head() {
    parser_.reset();
    body_done_ = false;
    sent_body_ = 0;
    if (input_.empty()) {
        if (!co_await flush()) co_return pulled{.how = input::failed};
        if (server_.draining.load(std::memory_order_relaxed)) co_return pulled{.how = input::eof};
        idle_ = true;
        const auto idle_until = this_task::now() + server_.limits.idle_timeout;
        auto first = co_await with_deadline(deadline(idle_until), stream_.recv());
        idle_ = false;
        // Nobody is waiting for an answer, so there is nothing to say.
        if (!first) co_return pulled{.how = input::eof};
        input_ = std::move(*first);
    }
    pulled p = co_await pull(deadline(this_task::now() + server_.limits.header_timeout));
    continue_due_ = p.how == input::event && parser_.expects_continue();
    co_return p;
}

// Feeds the parser until it has something to say, receiving as needed.
task<server_connection::pulled> server_connection::pull(deadline until) {
    for (;;) {
        auto step = parser_.feed(input_.view());
        if (!step) {
            bad_ = step.error();
            co_return pulled{.how = input::refused};
        }
        input_.remove_prefix(step->consumed);
        if (step->event != parse_event::need_more) co_return pulled{.step = *step};
        auto more = co_await with_deadline(until, stream_.recv());
        if (more) {
            input_ = std::move(*more);
            continue;
        }
        if (more.error() == errc::eof) co_return pulled{.how = input::eof};
        const bool slow = more.error() == errc::timed_out && !this_task::stop_requested();
        co_return pulled{.how = slow ? input::timed_out : input::failed};
    }
}

task<bool> server_connection::answer_bad_input(input how) {
    if (how == input::timed_out)
        co_return co_await refuse(status::request_timeout,
                                  "the request's head did not arrive in time");
    if (how == input::refused) co_return co_await refuse(bad_.status, bad_.why);
    co_return false;
}

// The bytes that follow cannot be trusted, so the connection ends after the answer.
task<bool> server_connection::refuse(status code, std::string_view why) {
    server_.stats.bad_requests.fetch_add(1, std::memory_order_relaxed);
    response r = response::error(code, why);
    static_cast<void>(co_await send(r, false));
    co_return false;
}

task<response> server_connection::answer() {
    auto parsed = target::parse(parser_.head().target);
    if (!parsed) co_return response::error(parsed.error().status, parsed.error().why);
    target_ = std::move(*parsed);
    router::match m = server_.routes.find(parser_.head().method, *target_);
    if (m.found == nullptr) co_return not_found(m);
    request_.params_ = std::move(m.params);
    co_return co_await run_handler(*m.found);
}

response server_connection::not_found(const router::match& m) const {
    if (!m.path_known)
        return response::error(status::not_found, "nothing is here: " + target_->path());
    return response::error(status::method_not_allowed, "this method is not allowed here")
        .with_header("Allow", server_.routes.allowed(*target_));
}

task<response> server_connection::run_handler(handler& fn) {
    std::string what;
    try {
        auto answered = co_await fn(request_);
        if (answered) co_return std::move(*answered);
        co_return answer_of(answered.error());
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
        what = "unknown exception";
    }
    log(log_level::error, "a handler of " + target_->path() + " threw: " + what);
    co_return response::error(status::internal_server_error, "the request could not be served");
}

task<result<std::string_view>> server_connection::read_body() {
    if (body_done_) co_return std::string_view();
    if (continue_due_) co_await ok(send_continue());
    const pulled p = co_await pull(deadline(this_task::now() + server_.limits.body_timeout));
    if (p.how == input::event) {
        body_done_ = p.step.event == parse_event::complete;
        co_return p.step.body;
    }
    // The error is final: what follows on the connection has no known beginning.
    continue_due_ = false;
    switch (p.how) {
        case input::eof:
            co_return fail(errc::eof);
        case input::timed_out:
            co_return fail(errc::timed_out);
        case input::refused:
            co_return fail(bad_.code());
        default:
            co_return fail(errc::canceled);
    }
}

task<result<void>> server_connection::send_continue() {
    continue_due_ = false;
    output_.append_copy("HTTP/1.1 100 Continue\r\n\r\n");
    if (!co_await flush()) co_return fail(errc::eof);
    co_return result<void>();
}

// Reads what the handler left of the body, so that the next request can follow. A client that
// waits for "100 Continue" will not send it, and cannot be told apart from one that does.
task<bool> server_connection::skip_body() {
    if (continue_due_ && !body_done_) co_return false;
    std::uint64_t skipped = 0;
    while (!body_done_) {
        auto piece = co_await read_body();
        if (!piece) co_return false;
        skipped += piece->size();
        if (skipped > skipped_bytes) co_return false;
    }
    co_return true;
}

bool server_connection::may_keep() const noexcept {
    const std::uint64_t most = server_.limits.requests_per_connection;
    return parser_.keep_alive() && (most == 0 || served_ < most) &&
           !server_.draining.load(std::memory_order_relaxed);
}

task<bool> server_connection::send(response& r, bool keep) {
    if (r.streamed()) co_return co_await send_stream(r, keep);
    append_head(r, body_framing::sized(r.body().size()), keep);
    if (parser_.head().method != method::head) {
        output_.append_copy(r.body());
        sent_body_ = r.body().size();
    }
    // More requests are here already: their answers leave with this one.
    if (keep && !input_.empty() && output_.size() < coalesced_bytes) co_return true;
    co_return co_await flush();
}

task<bool> server_connection::send_stream(response& r, bool keep) {
    const bool chunked = parser_.head().version == version::http_1_1;
    append_head(r, chunked ? body_framing::chunked() : body_framing::until_close(),
                keep && chunked);
    if (!co_await flush()) co_return false;
    if (parser_.head().method == method::head) co_return keep;
    auto sent = co_await each(r.take_stream(), [&](buffer piece) -> task<result<void>> {
        if (piece.empty()) co_return result<void>();
        sent_body_ += piece.size();
        if (chunked)
            append_chunk(output_, std::move(piece));
        else
            output_.append(std::move(piece));
        if (!co_await flush()) co_return fail(errc::eof);
        co_return result<void>();
    });
    // A body that breaks off must not look complete: the connection ends without the last chunk.
    if (!sent) co_return false;
    if (chunked) append_last_chunk(output_);
    co_return co_await flush() && keep&& chunked;
}

void server_connection::append_head(response& r, body_framing framing, bool keep) {
    const response_head head{.status = r.code(), .headers = std::move(r.fields())};
    const bool says_keep = keep && parser_.head().version == version::http_1_0;
    const result<void> written = write_head(output_, head,
                                            {.framing = framing,
                                             .date = date_text(),
                                             .connection = !keep       ? "close"
                                                           : says_keep ? "keep-alive"
                                                                       : ""});
    require(written.has_value(), "a handler made a response whose status is not three digits");
}

task<bool> server_connection::flush() {
    if (output_.empty()) co_return true;
    auto sent = co_await with_timeout(server_.limits.write_timeout, stream_.write(output_));
    co_return sent.has_value();
}

void server_connection::record(const response& r, time_point begun) noexcept {
    if (server_.access == nullptr) return;
    const access_record entry{.method = to_string(parser_.head().method),
                              .target = parser_.head().target,
                              .peer = peer_,
                              .status = static_cast<int>(r.code()),
                              .response_bytes = sent_body_,
                              .took = this_task::now() - begun};
    server_.access(server_.access_context, entry);
}

}  // namespace weir::inline v0::http::detail

namespace weir::inline v0::http {

method request::verb() const noexcept {
    return connection_.parser_.head().method;
}
std::string_view request::path() const noexcept {
    return connection_.target_->path();
}
std::string_view request::raw_target() const noexcept {
    return connection_.parser_.head().target;
}
const headers& request::fields() const noexcept {
    return connection_.parser_.head().headers;
}
std::string_view request::peer() const noexcept {
    return connection_.peer_;
}

std::string_view request::param(std::string_view name) const noexcept {
    for (const auto& [key, value] : params_)
        if (key == name) return value;
    return {};
}

std::optional<std::string> request::query(std::string_view name) const {
    return connection_.target_->parameters().get(name);
}

std::optional<std::uint64_t> request::content_length() const noexcept {
    const body_framing framing = connection_.parser_.framing();
    if (framing.kind == body_kind::chunked) return std::nullopt;
    return framing.length;
}

task<result<std::string_view>> request::next_chunk() {
    for (;;) {
        const std::string_view piece = co_await ok(connection_.read_body());
        if (!piece.empty() || connection_.body_done_) co_return piece;
    }
}

task<result<std::string>> request::text(std::size_t limit) {
    std::string whole;
    for (;;) {
        const std::string_view piece = co_await ok(next_chunk());
        if (piece.empty()) co_return whole;
        if (piece.size() > limit - whole.size()) co_return fail(errc::too_large);
        whole += piece;
    }
}

}  // namespace weir::inline v0::http
