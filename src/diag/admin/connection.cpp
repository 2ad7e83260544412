// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/connection.hpp"

#include <weir/http/target.hpp>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace weir::inline v0::diag::detail {
namespace {

constexpr http::parser_limits limits{.head_bytes = slot::capacity,
                                     .header_count = 64,
                                     .target_bytes = 4 << 10,
                                     .chunk_extension_bytes = 1 << 10,
                                     .body_bytes = 8 << 10};

/// What a subscriber may leave unread.
constexpr std::size_t most_unread = 256 << 10;

}  // namespace

connection::connection(slot& place)
    : place_(place), parser_(limits), due_(place.since + request_time) {}

void connection::begin(const admin_context& context, time_point now) {
    parse(context, now);
    flush();
}

void connection::ready(short events, const admin_context& context, time_point now) {
    if (state_ == state::writing || (events & POLLOUT) != 0) flush();
    if (state_ == state::waiting && (events & (POLLHUP | POLLERR)) != 0) state_ = state::closed;
    if ((events & (POLLIN | POLLHUP | POLLERR)) == 0 || !listens()) return;
    receive();
    if (state_ == state::reading) parse(context, now);
    flush();
}

short connection::interest() const noexcept {
    const bool unsent = sent_ < out_.size();
    return static_cast<short>((unsent ? POLLOUT : 0) | (listens() ? POLLIN : 0));
}

bool connection::listens() const noexcept {
    return state_ == state::reading || state_ == state::subscribed;
}

void connection::receive() {
    const ssize_t n = ::recv(place_.fd, place_.bytes.data() + place_.size,
                             slot::capacity - place_.size, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0)
        state_ = state::closed;
    else if (state_ == state::reading)
        place_.size += static_cast<std::size_t>(n);
    // A subscriber has nothing to say: it is read to notice that it leaves.
}

void connection::discard(std::size_t n) noexcept {
    const auto begin = place_.bytes.begin();
    std::copy(begin + static_cast<std::ptrdiff_t>(n),
              begin + static_cast<std::ptrdiff_t>(place_.size), begin);
    place_.size -= n;
}

void connection::parse(const admin_context& context, time_point now) {
    while (state_ == state::reading) {
        const auto step = parser_.feed(place_.received());
        if (!step) {
            keep_alive_ = false;
            return send(refusal(step.error().status, step.error().why), now);
        }
        discard(step->consumed);
        if (step->event == http::parse_event::need_more) return;
        if (step->event == http::parse_event::head && parser_.expects_continue())
            out_ += "HTTP/1.1 100 Continue\r\n\r\n";
        if (step->event == http::parse_event::complete) respond(context, now);
    }
}

void connection::respond(const admin_context& context, time_point now) {
    const http::request_head& head = parser_.head();
    keep_alive_ = parser_.keep_alive();
    head_only_ = head.method == http::method::head;
    const auto target = http::target::parse(head.target);
    if (!target) return send(refusal(target.error().status, target.error().why), now);
    admin_reply reply = answer({.method = head.method,
                                .path = std::string(target->path()),
                                .query = target->parameters(),
                                .fields = head.headers},
                               context);
    if (!reply.then) return send(std::move(reply), now);
    later_ = std::move(reply.then);
    due_ = now + reply.after;
    state_ = state::waiting;
}

void connection::send(admin_reply reply, time_point now) {
    if (reply.subscribe) keep_alive_ = false;
    subscribing_ = reply.subscribe && !head_only_;
    out_ += head_of(reply, keep_alive_);
    if (!head_only_) out_ += reply.body;
    state_ = state::writing;
    due_ = now + answer_time;
}

void connection::look_at_clock(time_point now) {
    if (now < due_) return;
    if (state_ != state::waiting) {
        state_ = state::closed;
        return;
    }
    send(guarded(later_), now);
    later_ = nullptr;
    flush();
}

void connection::flush() noexcept {
    while (sent_ < out_.size() && state_ != state::closed) {
        const ssize_t n = ::send(place_.fd, out_.data() + sent_, out_.size() - sent_,
                                 MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0 && errno != EINTR) state_ = state::closed;
        if (n > 0) sent_ += static_cast<std::size_t>(n);
    }
    out_.clear();
    sent_ = 0;
    if (state_ == state::writing) after_answer();
}

void connection::after_answer() noexcept {
    if (subscribing_) {
        state_ = state::subscribed;
        due_ = time_point::max();
    } else {
        state_ = keep_alive_ ? state::idle : state::closed;
    }
}

void connection::push(std::string_view event) {
    if (state_ != state::subscribed) return;
    if (out_.size() - sent_ + event.size() > most_unread) {
        state_ = state::closed;
        return;
    }
    out_.erase(0, std::exchange(sent_, 0));
    out_ += event;
    flush();
}

}  // namespace weir::inline v0::diag::detail
