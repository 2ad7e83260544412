// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A connection that the worker looks after: from a request to the end of its answer, or of its
/// subscription. Never blocks; belongs to the worker's thread.

#include "diag/admin/exchange.hpp"
#include "diag/admin/slot.hpp"

#include <weir/http/request_parser.hpp>

#include <string>

namespace weir::inline v0::diag::detail {

class connection {
public:
    enum class state : std::uint8_t {
        reading,
        waiting,  ///< for the time of a later answer
        writing,
        subscribed,  ///< to events
        idle,        ///< answered: the live thread's again
        closed,
    };

    explicit connection(slot& place);

    /// The bytes that came with the place; then as `ready`.
    void begin(const admin_context& context, time_point now);
    /// What `poll` said.
    void ready(short events, const admin_context& context, time_point now);
    /// Time limits, and the later answer.
    void look_at_clock(time_point now);

    /// An event for a subscriber; one that takes none is closed.
    void push(std::string_view event);

    [[nodiscard]] short interest() const noexcept;
    /// When `look_at_clock` is due.
    [[nodiscard]] time_point due() const noexcept { return due_; }
    [[nodiscard]] state now() const noexcept { return state_; }
    [[nodiscard]] int fd() const noexcept { return place_.fd; }
    [[nodiscard]] slot& place() noexcept { return place_; }

private:
    [[nodiscard]] bool listens() const noexcept;
    void receive();
    void parse(const admin_context& context, time_point now);
    void discard(std::size_t n) noexcept;
    void respond(const admin_context& context, time_point now);
    void send(admin_reply reply, time_point now);
    void flush() noexcept;
    void after_answer() noexcept;

    slot& place_;
    http::request_parser parser_;
    state state_ = state::reading;
    bool keep_alive_ = false;
    bool head_only_ = false;
    bool subscribing_ = false;
    time_point due_;
    std::function<admin_reply()> later_;
    std::string out_;
    std::size_t sent_ = 0;
};

}  // namespace weir::inline v0::diag::detail
