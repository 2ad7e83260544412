// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The connections of a blocking server, and who has each of them.
///
/// A connection is *idle*, then the poller watches it, or *taken*, then exactly one thread uses it
/// and the poller does not look. `take` and `give_back` move it between the two. Only the poller
/// takes and only the poller closes idle ones, so a taken connection has one owner at any time.

#include "lab/blocking/blocking_socket.hpp"

#include <weir/base/intrusive_list.hpp>
#include <weir/base/time.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string>

struct epoll_event;

namespace weir::inline v0::lab {

class connection : public list_hook {
public:
    explicit connection(blocking_socket connected) noexcept : socket(std::move(connected)) {}

    blocking_socket socket;
    std::string unread;  ///< received, but beyond the last request

private:
    friend class connection_table;
    time_point idle_since_;
};

class connection_table {
public:
    explicit connection_table(std::size_t limit) noexcept : limit_(limit) {}
    connection_table(const connection_table&) = delete;
    connection_table& operator=(const connection_table&) = delete;
    /// Closes all. Nobody may have one taken.
    ~connection_table();

    /// Sets up the poller. Errors: the system's.
    result<void> open() noexcept;

    /// Watches, or stops watching, a descriptor that is no connection; its events have a null
    /// pointer.
    result<void> watch(int fd, bool on) noexcept;

    /// Waits for events; the pointer in each is a connection, or null.
    [[nodiscard]] std::span<epoll_event> wait(std::span<epoll_event> room,
                                              duration timeout) noexcept;

    /// A new connection, idle. Errors: the system's.
    result<void> add(blocking_socket connected);

    /// At the limit: accept no more for now.
    [[nodiscard]] bool full() noexcept;

    void take(connection& c) noexcept;
    /// Not to be touched afterwards.
    void give_back(connection& c) noexcept;
    void close(connection& c) noexcept;

    /// Closes what has been idle since before `when`.
    void close_idle_since(time_point when) noexcept;

private:
    result<void> control(int action, int fd, unsigned events, void* pointer) noexcept;
    void become_idle(connection& c) noexcept;

    const std::size_t limit_;
    owned_descriptor epoll_;
    std::mutex mutex_;
    std::size_t size_ = 0;
    intrusive_list<connection> idle_;  // the longest idle first
    intrusive_list<connection> taken_;
};

}  // namespace weir::inline v0::lab
