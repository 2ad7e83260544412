// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// The thread that answers everything but `/livez`. It may get stuck where a shard holds a lock
/// that it needs; the live thread then goes on alone.

#include "diag/admin/connection.hpp"
#include "diag/admin/event_feed.hpp"
#include "diag/admin/listener_state.hpp"

#include <weir/base/log.hpp>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

namespace weir::inline v0::diag::detail {
namespace {

constexpr duration event_interval = std::chrono::milliseconds(250);

class worker_loop {
public:
    explicit worker_loop(listener_state& s) : s_(s) {}

    void run() {
        now_ = clock::now();
        while (!s_.ending.load()) turn();
    }

private:
    void turn() {
        wait();
        hush(s_.worker_bell);
        now_ = clock::now();
        for (std::size_t i = 0; i < slot_count; ++i) look_after(i);
        feed_subscribers();
    }

    void feed_subscribers() {
        const bool any = subscribers() != 0;
        if (any && !feeding_) {
            feed_.begin();
            next_event_ = now_;
        }
        feeding_ = any;
        if (any && now_ >= next_event_) send_events();
    }

    void wait() {
        std::array<pollfd, slot_count + 1> polled;
        time_point until = subscribers() != 0 ? next_event_ : time_point::max();
        for (std::size_t i = 0; i < slot_count; ++i) {
            const connection* c = connections_[i].get();
            polled[i] = {c != nullptr ? c->fd() : -1, c != nullptr ? c->interest() : short{0}, 0};
            if (c != nullptr) until = std::min(until, c->due());
        }
        polled[slot_count] = {s_.worker_bell, POLLIN, 0};
        ::poll(polled.data(), polled.size(), milliseconds_to(until));
        for (std::size_t i = 0; i < slot_count; ++i) seen_[i] = polled[i].revents;
    }

    [[nodiscard]] int milliseconds_to(time_point until) const {
        if (until == time_point::max()) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
        return static_cast<int>(std::clamp<long long>(left.count(), 0, 60'000));
    }

    void look_after(std::size_t i) {
        slot& place = s_.slots[i];
        std::unique_ptr<connection>& c = connections_[i];
        if (c == nullptr && !place.belongs_to(slot_owner::worker)) return;
        if (c == nullptr) {
            c = std::make_unique<connection>(place);
            c->begin(context(), now_);
        } else if (seen_[i] != 0) {
            c->ready(seen_[i], context(), now_);
        }
        c->look_at_clock(now_);
        count_answer(*c);
        settle(i);
    }

    void count_answer(const connection& c) {
        if (c.now() == connection::state::idle || c.now() == connection::state::closed)
            s_.requests.fetch_add(1, std::memory_order_relaxed);
    }

    /// Gives the place on when its connection needs this thread no more.
    void settle(std::size_t i) {
        slot& place = s_.slots[i];
        const connection::state state = connections_[i]->now();
        if (state != connection::state::idle && state != connection::state::closed) return;
        connections_[i].reset();
        if (state == connection::state::closed) {
            ::close(place.fd);
            place.give_to(slot_owner::nobody);
            return;
        }
        place.since = now_;
        place.returned = true;
        place.give_to(slot_owner::live);
        ring(s_.live_bell);
    }

    void send_events() {
        const std::string events = feed_.next();
        for (std::size_t i = 0; i < slot_count; ++i) {
            if (connections_[i] == nullptr) continue;
            connections_[i]->push(events);
            settle(i);
        }
        next_event_ = now_ + event_interval;
    }

    [[nodiscard]] std::size_t subscribers() const {
        return static_cast<std::size_t>(std::ranges::count_if(connections_, [](const auto& c) {
            return c != nullptr && c->now() == connection::state::subscribed;
        }));
    }

    [[nodiscard]] admin_context context() const {
        return {.options = s_.options,
                .connections = open_connections(s_),
                .requests = s_.requests.load(std::memory_order_relaxed),
                .subscribers = subscribers()};
    }

    listener_state& s_;
    std::array<std::unique_ptr<connection>, slot_count> connections_;
    std::array<short, slot_count> seen_{};
    event_feed feed_;
    bool feeding_ = false;
    time_point next_event_{};
    time_point now_{};
};

}  // namespace

void run_worker(listener_state& s) noexcept {
    try {
        worker_loop(s).run();
    } catch (const std::exception& e) {
        log(log_level::error,
            std::string("admin listener: only /livez answers from now on: ") + e.what());
    }
}

}  // namespace weir::inline v0::diag::detail
