// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One run of a handler, as an operation whose result is the answer, whatever happens in it.
///
/// Answers to earlier requests may still wait in the output, to leave together with this one. They
/// do not wait for a handler that waits: then they are sent meanwhile. Most handlers answer at
/// once, so this is found out by running the handler up to its first wait.

#include <weir/coro/promise.hpp>
#include <weir/coro/task.hpp>
#include <weir/http/response.hpp>
#include <weir/http/router.hpp>

#include <exception>
#include <optional>

namespace weir::inline v0::http::detail {

class server_connection;

class handler_run : waiter {
public:
    handler_run(server_connection& connection, handler& fn) noexcept;
    handler_run(const handler_run&) = delete;
    handler_run& operator=(const handler_run&) = delete;

    // The operation protocol, see promise.hpp.
    bool ready(const environment&) noexcept { return !task_.has_value(); }
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept;
    response take();

private:
    struct flush_end : waiter {
        explicit flush_end(handler_run& run) noexcept : waiter(&on_complete), self(run) {}
        static std::coroutine_handle<> on_complete(waiter* w) noexcept {
            return static_cast<flush_end*>(w)->self.one_ended();
        }
        handler_run& self;
    };

    static std::coroutine_handle<> on_complete(waiter* w) noexcept {
        return static_cast<handler_run*>(w)->one_ended();
    }
    void send_meanwhile(const environment& env, promise_base* parent) noexcept;
    std::coroutine_handle<> one_ended() noexcept;
    [[nodiscard]] result<response> answered();

    server_connection& connection_;
    std::optional<task<result<response>>> task_;
    std::optional<task<bool>> flush_;
    std::exception_ptr thrown_;  // by the call itself, before there was a task
    flush_end flush_end_{*this};
    waiter* outer_ = nullptr;
    int pending_ = 0;
};

}  // namespace weir::inline v0::http::detail
