// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/header_access.hpp"
#include "http/response_access.hpp"
#include "http/server_connection.hpp"

#include <weir/base/log.hpp>
#include <weir/coro/each.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/http/date.hpp>
#include <weir/http/serialize.hpp>
#include <weir/net/socket_stream.hpp>
#include <weir/rt/shard.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace weir::inline v0::http::detail {
namespace {

/// Answers wait for each other up to this much, so that pipelined ones leave in one write.
constexpr std::size_t coalesced_bytes = std::size_t{64} << 10;
/// How long a peer that was told the end may go on sending.
constexpr duration linger_time = std::chrono::seconds(2);
/// How long the answer to a stopped request may take.
constexpr duration last_moment = std::chrono::seconds(1);

/// Sets a flag as long as it lives, whichever way that ends.
class while_true {
public:
    explicit while_true(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    while_true(const while_true&) = delete;
    while_true& operator=(const while_true&) = delete;
    ~while_true() { flag_ = false; }

private:
    bool& flag_;
};

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

}  // namespace

bool server_connection::may_keep(const response& r) const noexcept {
    const std::uint64_t most = server_.limits.requests_per_connection;
    return parser_.keep_alive() && (most == 0 || slot_->served < most) &&
           !server_.draining.load(std::memory_order_relaxed) && !this_task::stop_requested() &&
           !slot_->stopped() &&
           !header_access::has_token(response_access::fields(r), known_field::connection, "close");
}

bool server_connection::sends_body(const response& r) const noexcept {
    return parser_.head().method != method::head && allows_body(r.code());
}

bool server_connection::fits_output(const response& r) noexcept {
    return !r.streamed() && r.body().size() <= coalesced_bytes;
}

// True: another request may follow.
bool server_connection::append_answer(response& r) {
    skip_arrived();
    const bool keep = may_keep(r) && may_skip();
    const std::string_view body = r.body();
    append_head(r, body.empty() ? body_framing::none() : body_framing::sized(body.size()), keep);
    if (!sends_body(r)) return keep;
    output_.append_copy(body.substr(0, coalesced_bytes));
    sent_body_ = std::min(body.size(), coalesced_bytes);
    return keep;
}

// More requests are here already: their answers leave with this one.
bool server_connection::may_leave_later(bool keep) const noexcept {
    return keep && body_done_ && !input_.empty() && output_.size() < coalesced_bytes;
}

// True: the whole answer was sent, and another request may follow. A long text goes out in slices,
// of which each has the time for a write.
task<bool> server_connection::send(response& r) {
    if (r.streamed()) co_return co_await send_stream(r);
    const bool keep = append_answer(r);
    while (co_await flush()) {
        const std::string_view rest = std::string_view(r.body()).substr(sent_body_);
        if (rest.empty() || !sends_body(r)) {
            answered_ = true;
            co_return keep;
        }
        output_.append_copy(rest.substr(0, coalesced_bytes));
        sent_body_ += std::min(rest.size(), coalesced_bytes);
    }
    co_return false;
}

task<bool> server_connection::send_stream(response& r) {
    const bool chunked = parser_.head().version == version::http_1_1;
    const bool keep = chunked && may_keep(r);
    append_head(r, chunked ? body_framing::chunked() : body_framing::until_close(), keep);
    if (!co_await flush()) co_return false;
    if (sends_body(r) && !co_await send_pieces(r.take_stream(), chunked)) {
        if (!chunked) reset();
        co_return false;
    }
    answered_ = true;
    co_return keep;
}

task<bool> server_connection::send_pieces(generator<buffer> pieces, bool chunked) {
    const auto send_piece = [&](buffer piece) -> task<result<void>> {
        sent_body_ += piece.size();
        if (chunked)
            append_chunk(output_, std::move(piece));
        else
            output_.append(std::move(piece));
        if (!co_await flush()) co_return fail(errc::eof);
        co_return result<void>();
    };
    std::string what;
    try {
        if (!co_await each(std::move(pieces), send_piece)) co_return false;
        if (chunked) append_last_chunk(output_);
        co_return co_await flush();
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
        what = "something that is no exception";
    }
    log(log_level::error, "the body of an answer to " + parser_.head().target + " threw: " + what);
    co_return false;
}

void server_connection::append_head(response& r, body_framing framing, bool keep) {
    head_sent_ = true;
    headers& fields = response_access::fields(r);
    if (header_access::has(fields, known_field::connection)) fields.erase("Connection");
    const response_head head{.status = r.code(), .headers = std::move(fields)};
    const bool says_keep = keep && parser_.head().version == version::http_1_0;
    const result<void> written = write_head(output_, head,
                                            {.framing = framing,
                                             .date = date_text(),
                                             .connection = !keep       ? "close"
                                                           : says_keep ? "keep-alive"
                                                                       : "",
                                             .content_type = response_access::type(r)});
    require(written.has_value(), "the head of an answer is not valid");
}

// Waits for a peer that does not read, but not for ever. An answer to a request that was stopped
// gets a last moment. Nothing to do while another task flushes.
task<bool> server_connection::flush() {
    if (output_.empty() || flushing_) co_return true;
    const while_true in_progress(flushing_);
    const duration limit = server_.limits.write_timeout;
    const auto sent = this_task::stop_requested()
                          ? co_await shielded(std::min(limit, last_moment), stream_->write(output_))
                          : co_await with_timeout(limit, stream_->write(output_));
    co_return sent.has_value();
}

// Closing with unread bytes would reset the connection, and the reset could overtake the answer. So
// the peer is told the end, and what it still sends is swallowed for a moment.
task<void> server_connection::linger() {
    input_ = buffer();
    if (!co_await stream_->shutdown()) co_return;
    const deadline until(this_task::now() + linger_time);
    while (co_await with_deadline(until, stream_->recv())) {
    }
}

// A body whose end is the end of the connection must not look complete when it broke off.
void server_connection::reset() noexcept {
    if (auto* socket = dynamic_cast<socket_stream*>(stream_))
        socket->reset();
    else
        stream_->close();
}

std::string_view server_connection::peer() {
    if (slot_->peer.empty()) slot_->peer = stream_->peer();
    return slot_->peer;
}

void server_connection::record(const response& r) {
    if (server_.access == nullptr) return;
    const request_head& head = parser_.head();
    const bool was_read = !head.target.empty();
    const access_record entry{.method = was_read ? to_string(head.method) : "-",
                              .target = head.target,
                              .peer = peer(),
                              .status = static_cast<int>(r.code()),
                              .response_bytes = sent_body_,
                              .complete = answered_,
                              .took = this_task::now() - begun_,
                              .trace = this_task::trace()};
    server_.access(server_.access_context, entry);
}

}  // namespace weir::inline v0::http::detail
