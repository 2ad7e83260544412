// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The service written the blocking way: each call holds its thread until the backend has answered.
///
/// `handle` is the handler of the servers sync and thread-per-request; wrapped calls `profile` and
/// `upload` on an offload pool. Thread-safe.

#include "lab/blocking/blocking_client.hpp"
#include "lab/blocking/blocking_message.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

struct serve_settings;
struct server_stats;

class blocking_service {
public:
    blocking_service(const serve_settings& settings, server_stats& stats);

    /// `GET /profile/ID` and `POST /upload`.
    [[nodiscard]] blocking_response handle(const blocking_request& request);

    [[nodiscard]] blocking_response profile(std::string_view id);
    [[nodiscard]] blocking_response upload();

private:
    [[nodiscard]] result<blocking_response> put_blob(const std::string& content);
    [[nodiscard]] result<void> ensure_container();

    server_stats& stats_;
    blocking_client backend_;
    const std::string file_;
    std::atomic<bool> container_ready_{false};
    std::atomic<std::uint64_t> uploads_{0};
};

}  // namespace weir::inline v0::lab
