// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A DNS server on the loopback that knows every name and takes its time.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>
#include <weir/coro/scope.hpp>
#include <weir/net/udp_socket.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace weir::inline v0::lab {

class slow_resolver {
public:
    /// On a free port. Errors: the system's.
    [[nodiscard]] static result<slow_resolver> listen(duration delay);

    [[nodiscard]] std::uint16_t port() const noexcept { return socket_.local_address().port(); }

    /// Answers every question after the delay, each with 127.0.0.1, until stopped.
    [[nodiscard]] task<result<void>> run();

private:
    slow_resolver(udp_socket socket, duration delay) : socket_(std::move(socket)), delay_(delay) {}

    udp_socket socket_;
    duration delay_;
};

/// The answer to a DNS question for an address; empty for what is no question.
[[nodiscard]] std::optional<std::string> dns_answer(std::span<const std::byte> question);

}  // namespace weir::inline v0::lab
