// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// An HTTP/1.1 client that holds the calling thread until the answer is there.
///
///     blocking_client backend(port, {});
///     auto answer = backend.send({.target = "/profile/7"});
///
/// Connections are kept alive and shared by all threads; as many are open as threads wait.
/// Thread-safe.

#include "lab/blocking/blocking_message.hpp"
#include "lab/blocking/blocking_socket.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace weir::inline v0::lab {

struct blocking_client_options {
    duration timeout = std::chrono::seconds(60);  ///< of each call into the kernel
    std::size_t idle_limit = 8192;                ///< connections kept for later
    std::size_t body_limit = std::size_t{8} << 20;
};

class blocking_client {
public:
    explicit blocking_client(std::uint16_t port, blocking_client_options options = {});

    /// Errors: those of connecting; `errc::timed_out`; `errc::eof` when the server left without an
    /// answer; `errc::protocol_error`. A request that found its kept connection closed is sent once
    /// more on a fresh one.
    [[nodiscard]] result<blocking_response> send(const blocking_request& request);

private:
    [[nodiscard]] blocking_socket take_idle();
    void keep(blocking_socket s);
    [[nodiscard]] result<blocking_response> exchange(blocking_socket& on, http::method verb,
                                                     std::string_view wire, bool& answered);

    const std::uint16_t port_;
    const blocking_client_options options_;
    const std::string host_;
    std::mutex mutex_;
    std::vector<blocking_socket> idle_;  // the last used is the next
};

}  // namespace weir::inline v0::lab
