// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The requests that the servers of this process answer now and have answered lately: a probe, for
/// diagnostics to read (layer L5 reads, L4 defines).
///
///     for_each_request_span([&](const request_span& s) {
///         if (s.stage() != request_stage::done) show(s.target(), now - s.first_byte);
///     });
///
/// Each shard keeps its spans in slots of its own: up to 2048 requests in flight, the last 32
/// answered ones, and the 8 slowest of each of the last 5 minutes. A request beyond that is served
/// without a span and counted.
///
/// Thread safety: any thread may read at any time, also while a shard is stuck in the middle of a
/// handler: no lock is taken, nothing is allocated, and the shard need not do anything. A span is
/// consistent in itself, spans are read one after the other.

#include <weir/base/time.hpp>
#include <weir/coro/environment.hpp>
#include <weir/http/method.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace weir::inline v0::http {

enum class request_stage : std::uint8_t {
    queued,   ///< its head has arrived, its handler has not begun
    handler,  ///< runs or waits
    sending,  ///< the handler has answered
    done,
};
[[nodiscard]] std::string_view to_string(request_stage stage) noexcept;

enum class await_outcome : std::uint8_t {
    pending,   ///< no answer yet
    answered,  ///< its head has arrived
    failed,
    timed_out,
    canceled,
};
[[nodiscard]] std::string_view to_string(await_outcome outcome) noexcept;

/// One wait of a handler for another service: from asking the client, so that the wait for a
/// connection counts, to the end of the answer.
struct awaited_span {
    method verb = method::get;
    await_outcome outcome = await_outcome::pending;
    int status = 0;
    std::uint64_t span_id = 0;  ///< as sent in `traceparent`; 0 if none was
    time_point begin{};
    time_point answered{};  ///< the head of the answer arrived; zero if none did
    time_point end{};       ///< zero while it goes on
    std::array<char, 56> host_text{};
    std::uint8_t host_size = 0;

    /// Name and port, cut after 56 bytes.
    [[nodiscard]] std::string_view host() const noexcept { return {host_text.data(), host_size}; }
};

struct request_span {
    unsigned shard = 0;
    method verb = method::get;
    int status = 0;               ///< 0 until it is done, and if it ended without an answer
    bool sampled = false;         ///< the trace is, by whoever began it
    bool complete = false;        ///< the whole answer was sent
    bool cut = false;             ///< the target is longer than what is kept of it
    trace_context trace;          ///< with the span id of this request
    std::uint64_t parent_id = 0;  ///< the caller's span; 0 if the trace began here
    std::string_view route;       ///< the pattern; empty before routing, and if none fits

    time_point accepted{};    ///< its connection
    time_point first_byte{};  ///< of the request, as far as the loop can tell
    time_point head{};        ///< the last byte of its head
    time_point handler{};     ///< the handler began; zero if it has not
    time_point answered{};    ///< the handler had an answer; zero if not
    time_point end{};         ///< the answer was sent; zero while it is in flight

    static constexpr std::size_t most_awaits = 8;
    std::array<awaited_span, most_awaits> awaits{};
    std::uint32_t awaits_begun = 0;  ///< the first `most_awaits` of them are kept

    std::array<char, 144> target_text{};
    std::uint8_t target_size = 0;

    /// As sent, cut after 144 bytes.
    [[nodiscard]] std::string_view target() const noexcept {
        return {target_text.data(), target_size};
    }
    [[nodiscard]] request_stage stage() const noexcept;
    [[nodiscard]] std::size_t awaits_kept() const noexcept {
        return awaits_begun < most_awaits ? awaits_begun : most_awaits;
    }
    [[nodiscard]] std::uint32_t awaits_dropped() const noexcept {
        return awaits_begun - static_cast<std::uint32_t>(awaits_kept());
    }
    /// From its first byte to its end, or to `now`.
    [[nodiscard]] duration took(time_point now) const noexcept {
        return (end != time_point{} ? end : now) - first_byte;
    }
    /// What it waited for its handler to begin: for the shard, and for requests in front of it on
    /// its connection.
    [[nodiscard]] duration queued(time_point now) const noexcept {
        return (handler != time_point{} ? handler : now) - head;
    }
};

using span_visitor = void (*)(void* context, const request_span& span);

/// Calls `visit` for every span, in no order.
void visit_request_spans(span_visitor visit, void* context);

template <class F>
void for_each_request_span(F&& fn) {
    visit_request_spans(
        [](void* context, const request_span& span) {
            (*static_cast<std::remove_reference_t<F>*>(context))(span);
        },
        &fn);
}

/// Switches the keeping of spans off and on, for requests that begin from now on; for
/// measurements. Traces go on. Thread-safe.
void keep_request_spans(bool on) noexcept;

/// Requests that were served without a span, as no slot was free.
[[nodiscard]] std::uint64_t requests_without_span() noexcept;

}  // namespace weir::inline v0::http
