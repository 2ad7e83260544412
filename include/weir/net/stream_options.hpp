// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How a connection is set up. Options that only concern TCP do nothing on Unix sockets.

#include <chrono>
#include <optional>

namespace weir::inline v0 {

/// Lets the kernel ask a silent peer whether it is still there; a connection whose peer is gone
/// fails with ETIMEDOUT after `idle + probes * interval`.
struct keep_alive {
    std::chrono::seconds idle{60};
    std::chrono::seconds interval{10};
    int probes = 6;
};

struct stream_options {
    /// Sends small writes at once (TCP_NODELAY); off lets the kernel collect them.
    bool no_delay = true;
    std::optional<weir::keep_alive> keep_alive{};
    /// Kernel buffers in bytes; 0 leaves them to the kernel, which sizes them by itself.
    int send_buffer = 0;
    int receive_buffer = 0;
};

}  // namespace weir::inline v0
