// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Stop requests: how work is asked to end early.
///
/// A `stop_source` can be asked to stop once, with a reason; a `stop_token` reads it; a
/// `stop_callback` runs when it happens. A source made from a token is stopped with it. The token
/// lives in the environment of every task and is inherited through `co_await`, so nobody passes
/// tokens. A stop is level-triggered: an operation begun after the request ends at once.
///
/// The names follow C++26 `std::inplace_stop_source`. Unlike it, all of this belongs to one shard
/// and is not thread-safe: other threads `post` to the shard. That makes a check one load.

#include <weir/base/error.hpp>
#include <weir/base/intrusive_list.hpp>

#include <cstdint>
#include <system_error>

namespace weir::inline v0 {

enum class stop_reason : std::uint8_t {
    none,
    requested,  ///< somebody called `request_stop()`
    deadline,   ///< a deadline passed
    sibling,    ///< another task of the same scope failed, or won the race
    drain,      ///< the runtime or a server shuts down
    peer_left,  ///< whoever the work was for is gone
};

[[nodiscard]] const char* to_string(stop_reason reason) noexcept;

/// The code with which a stopped operation ends: `errc::timed_out` for a deadline, else `canceled`.
[[nodiscard]] inline std::error_code stop_error(stop_reason reason) noexcept {
    return reason == stop_reason::deadline ? errc::timed_out : errc::canceled;
}

class stop_source;

/// Reads a source. Lifetime: the source outlives its tokens.
class stop_token {
public:
    constexpr stop_token() noexcept = default;

    [[nodiscard]] inline bool stop_requested() const noexcept;
    [[nodiscard]] inline stop_reason reason() const noexcept;
    [[nodiscard]] std::error_code error() const noexcept { return stop_error(reason()); }
    [[nodiscard]] bool stop_possible() const noexcept { return source_ != nullptr; }

private:
    friend class stop_source;
    friend class stop_callback;
    explicit stop_token(stop_source* source) noexcept : source_(source) {}

    stop_source* source_ = nullptr;
};

/// Runs a function when a stop is requested; immediately if it was already. Unregisters on
/// destruction. The function must not destroy the source.
class stop_callback : list_hook {
public:
    using function = void (*)(stop_callback&) noexcept;

    explicit stop_callback(function fn) noexcept : fn_(fn) {}
    stop_callback(stop_token token, function fn) noexcept : fn_(fn) { arm(token); }
    /// A copy is not armed, so that an operation may move before it starts.
    stop_callback(const stop_callback& other) noexcept : fn_(other.fn_) {}
    stop_callback& operator=(const stop_callback&) = delete;

    inline void arm(stop_token token) noexcept;
    void disarm() noexcept { unlink(); }

private:
    friend class stop_source;
    friend class intrusive_list<stop_callback>;

    function fn_;
};

class stop_source {
public:
    stop_source() noexcept = default;
    /// Stopped whenever `upstream` is, for the same reason.
    explicit stop_source(stop_token upstream) noexcept { follow(upstream); }
    stop_source(const stop_source&) = delete;
    stop_source& operator=(const stop_source&) = delete;

    /// Follows `upstream` from now on.
    void follow(stop_token upstream) noexcept {
        upstream_.token = upstream;
        upstream_.arm(upstream);
    }

    void unfollow() noexcept { upstream_.disarm(); }

    /// Asks to stop; false if that had been asked before. Callbacks run before it returns.
    bool request_stop(stop_reason reason = stop_reason::requested) noexcept;

    [[nodiscard]] bool stop_requested() const noexcept { return reason_ != stop_reason::none; }
    [[nodiscard]] stop_reason reason() const noexcept { return reason_; }
    [[nodiscard]] stop_token token() noexcept { return stop_token(this); }

private:
    friend class stop_callback;

    struct upstream_link : stop_callback {
        explicit upstream_link(stop_source* owner) noexcept
            : stop_callback(&forward), self(owner) {}
        static void forward(stop_callback& callback) noexcept;
        stop_source* self;
        stop_token token;
    };

    intrusive_list<stop_callback> callbacks_;
    upstream_link upstream_{this};
    stop_reason reason_ = stop_reason::none;
};

inline bool stop_token::stop_requested() const noexcept {
    return source_ != nullptr && source_->stop_requested();
}

inline stop_reason stop_token::reason() const noexcept {
    return source_ == nullptr ? stop_reason::none : source_->reason();
}

inline void stop_callback::arm(stop_token token) noexcept {
    if (token.source_ == nullptr) return;
    if (token.stop_requested()) {
        fn_(*this);
    } else {
        token.source_->callbacks_.push_back(*this);
    }
}

}  // namespace weir::inline v0
