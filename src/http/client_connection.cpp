// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/awaited_request.hpp"

#include <weir/base/buffer_chain.hpp>
#include <weir/coro/each.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/when_any.hpp>
#include <weir/http/client_connection.hpp>
#include <weir/http/response_parser.hpp>
#include <weir/http/serialize.hpp>
#include <weir/net/socket_stream.hpp>

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>

namespace weir::inline v0::http {
namespace {

/// Bodies up to this fit the socket's buffer: they are sent before the answer is looked for.
constexpr std::size_t sent_blindly = std::size_t{32} << 10;
/// A server that has answered with success and reads no more of the body gets this long.
constexpr duration early_patience = std::chrono::milliseconds(500);

}  // namespace

struct client_connection::state {
    state(std::unique_ptr<byte_stream> s, std::string h)
        : stream(std::move(s)), host(std::move(h)) {}

    void begin(const client_request& request, const detail::awaited_request& as);
    [[nodiscard]] task<result<parse_step>> pull();
    [[nodiscard]] task<result<void>> exchange_heads(client_request& request);
    [[nodiscard]] task<result<void>> upload(client_request& request);
    [[nodiscard]] task<result<void>> write_or_wait(client_request& request);
    [[nodiscard]] task<result<void>> read_early();
    [[nodiscard]] task<void> until_stalled();
    [[nodiscard]] task<result<void>> write_request(client_request& request);
    [[nodiscard]] task<result<void>> flush();
    [[nodiscard]] task<result<void>> read_head();
    [[nodiscard]] result<parse_step> end_of_stream() noexcept;

    std::unique_ptr<byte_stream> stream;
    std::string host;
    const detail::awaited_request* sent_as = nullptr;  // while the request is sent
    response_parser parser;
    buffer input;
    buffer_chain output;
    bool in_exchange = false;  // an answer is not read to its end
    bool broken = false;
    bool unanswered = false;
    bool server_left = false;  // a write failed, which the server may have explained
    bool has_head = false;     // of the final answer
    std::uint64_t flushes = 0;
    result<void> written;
    result<void> early;  // what reading found while the request was written
};

client_connection::client_connection(std::unique_ptr<byte_stream> stream, std::string host)
    : state_(std::make_unique<state>(std::move(stream), std::move(host))) {}
client_connection::~client_connection() = default;

task<result<void>> client_connection::send(client_request& request) {
    detail::awaited_request wait(request, state_->host);
    state_->begin(request, wait);
    const result<void> answered = co_await state_->exchange_heads(request);
    if (answered) {
        state_->broken = !state_->written;
        wait.answered(code());
    } else {
        wait.failed(answered.error());
    }
    co_return answered;
}

task<result<void>> client_connection::send_noted(client_request& request,
                                                 const detail::awaited_request& as) {
    state_->begin(request, as);
    const result<void> answered = co_await state_->exchange_heads(request);
    if (answered) state_->broken = !state_->written;
    co_return answered;
}

void client_connection::state::begin(const client_request& request,
                                     const detail::awaited_request& as) {
    // Broken until proven whole, so that a stop anywhere leaves the right verdict.
    broken = true;
    in_exchange = true;
    unanswered = true;
    server_left = false;
    parser.reset(request.verb);
    has_head = false;
    written = fail(errc::canceled);
    early = {};
    sent_as = &as;
}

// A server may answer without reading all, and close: its answer explains more than EPIPE.
task<result<void>> client_connection::state::exchange_heads(client_request& request) {
    if (request.stream || request.body.size() > sent_blindly)
        co_await ok(upload(request));
    else
        written = co_await write_request(request);
    if (has_head) co_return result<void>();
    if (!written && (!server_left || this_task::stop_requested())) co_return written;
    const result<void> head = co_await read_head();
    if (!head) co_return written ? head : written;
    co_return result<void>();
}

// Reads while it writes: a server that has answered may neither read on nor close. Errors: of a
// stop, and what came instead of an answer.
task<result<void>> client_connection::state::upload(client_request& request) {
    const auto first = co_await when_any(write_or_wait(request), read_early());
    if (!first && this_task::stop_requested()) co_return fail(first.error());
    co_return early;
}

// Fails only if the server's answer may still come and say why.
task<result<void>> client_connection::state::write_or_wait(client_request& request) {
    written = co_await write_request(request);
    if (!written && server_left) co_return written;
    co_return result<void>();
}

// A refusal ends the upload. Success does not, as the server may mean to read the rest.
task<result<void>> client_connection::state::read_early() {
    const result<void> head = co_await read_head();
    if (this_task::stop_requested()) co_return head;
    early = head;
    if (!head || !is_success(parser.head().status)) co_return result<void>();
    co_await until_stalled();
    co_return result<void>();
}

// Until there is something to send and none of it is taken for a while.
task<void> client_connection::state::until_stalled() {
    for (;;) {
        const std::size_t waiting = output.size();
        const std::uint64_t sent = flushes;
        if (!co_await sleep_for(early_patience)) co_return;
        if (waiting != 0 && output.size() == waiting && flushes == sent) co_return;
    }
}

task<result<void>> client_connection::state::write_request(client_request& request) {
    const bool streamed = request.stream.has_value();
    const body_framing framing = streamed               ? body_framing::chunked()
                                 : request.body.empty() ? body_framing::none()
                                                        : body_framing::sized(request.body.size());
    request_head head{.method = request.verb, .target = request.target};
    head.headers = request.fields;
    if (!head.headers.contains("Host")) co_await ok(head.headers.set("Host", host));
    co_await ok(sent_as->add_fields(head.headers));
    output.clear();
    co_await ok(write_head(output, head, {.framing = framing}));
    output.append_copy(request.body);
    co_await ok(flush());
    if (!streamed) co_return result<void>();
    co_await ok(each(std::move(*request.stream), [&](buffer piece) -> task<result<void>> {
        append_chunk(output, std::move(piece));
        co_return co_await flush();
    }));
    append_last_chunk(output);
    co_return co_await flush();
}

task<result<void>> client_connection::state::flush() {
    const result<void> sent = co_await stream->write(output);
    ++flushes;
    server_left = !sent;
    co_return sent;
}

task<result<void>> client_connection::state::read_head() {
    for (;;) {
        const parse_step step = co_await ok(pull());
        if (step.event == parse_event::head && !is_informational(parser.head().status)) {
            has_head = true;
            in_exchange = !parser.framing().empty();
            if (input.empty()) input = buffer();
            co_return result<void>();
        }
        if (step.event == parse_event::complete && parser.upgraded())
            co_return fail(errc::protocol_error);
    }
}

// Feeds the parser until it has something to say, receiving as needed.
task<result<parse_step>> client_connection::state::pull() {
    for (;;) {
        auto step = parser.feed(input.view());
        if (!step) co_return fail(step.error().code());
        input.remove_prefix(step->consumed);
        if (step->event != parse_event::need_more) co_return *step;
        input = buffer();  // what waits holds no leased memory
        auto more = co_await stream->recv();
        if (!more && more.error() == errc::eof) co_return end_of_stream();
        if (!more) co_return fail(more.error());
        input = std::move(*more);
        unanswered = false;
    }
}

// The end of the stream is the end of a body that has no length.
result<parse_step> client_connection::state::end_of_stream() noexcept {
    broken = true;
    if (unanswered || !parser.finish()) return fail(errc::eof);
    return parse_step{.event = parse_event::complete};
}

status client_connection::code() const noexcept {
    return state_->parser.head().status;
}
const headers& client_connection::fields() const noexcept {
    return state_->parser.head().headers;
}

task<result<std::string_view>> client_connection::next_chunk() {
    state& s = *state_;
    if (!s.in_exchange) co_return std::string_view();
    const bool sound = !std::exchange(s.broken, true);
    const parse_step step = co_await ok(s.pull());
    if (step.event == parse_event::complete) {
        s.in_exchange = false;
        if (s.input.empty()) s.input = buffer();
    }
    s.broken = s.broken && !sound;
    co_return step.body;
}

task<result<std::string>> client_connection::text(std::size_t limit) {
    std::string whole;
    while (state_->in_exchange) {
        const std::string_view piece = co_await ok(next_chunk());
        if (piece.size() > limit - whole.size()) co_return fail(errc::too_large);
        whole += piece;
    }
    co_return whole;
}

task<result<void>> client_connection::discard(std::size_t limit) {
    std::size_t read = 0;
    while (state_->in_exchange) {
        read += (co_await ok(next_chunk())).size();
        if (read > limit) co_return fail(errc::too_large);
    }
    co_return result<void>();
}

bool client_connection::complete() const noexcept {
    return !state_->in_exchange;
}

bool client_connection::reusable() const noexcept {
    return !state_->broken && !state_->in_exchange && state_->input.empty() &&
           state_->parser.keep_alive();
}

bool client_connection::unanswered() const noexcept {
    return state_->unanswered;
}

bool client_connection::idle_and_open() const noexcept {
    const auto* socket = dynamic_cast<const socket_stream*>(state_->stream.get());
    if (socket == nullptr) return true;
    char byte = 0;
    return ::recv(socket->native(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           (errno == EAGAIN || errno == EWOULDBLOCK);
}

void client_connection::close() noexcept {
    state_->broken = true;
    state_->stream->close();
}

}  // namespace weir::inline v0::http
