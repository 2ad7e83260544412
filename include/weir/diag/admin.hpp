// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A port of its own where the program answers for itself, also while every shard is stuck.
///
///     diag::admin_listener admin({.address = "127.0.0.1:9464"});
///     if (auto started = admin.start(); !started) return complain(started.error());
///
/// or, without a line of code, `WEIR_ADMIN=127.0.0.1:9464` (and `WEIR_ADMIN_TOKEN`) in the
/// environment. Two threads serve it. One accepts, and answers `/livez` out of buffers that were
/// made at the start: it neither allocates, logs nor takes a lock, so it answers while a stuck
/// shard holds the allocator's, the loader's or the log's. It hands everything else to the other,
/// which may get stuck with the shard. The routes are in docs/reference/admin.md.
///
/// Thread safety: any thread may call `address` and `set_ready`; start and end a listener on one.

#include <weir/base/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::diag {

struct admin_options {
    /// Numeric, with a port; 0 takes a free one. Other than loopback needs a token.
    std::string address = "127.0.0.1:9464";
    /// At least 16 characters; empty for none, and then without actions.
    std::string token = {};
    /// Names by which clients may call it, besides numeric addresses and `localhost`.
    std::vector<std::string> hosts = {};
};

class admin_listener {
public:
    explicit admin_listener(admin_options options = {});
    admin_listener(const admin_listener&) = delete;
    admin_listener& operator=(const admin_listener&) = delete;
    /// Ends the threads and closes every connection.
    ~admin_listener();

    /// Binds and starts the threads. Errors: `errc::bad_argument` for an option, with a log line
    /// that says which and why; the system's error if it refuses the port or a thread.
    [[nodiscard]] result<void> start();

    /// Where it listens, with the port it got; empty before `start`.
    [[nodiscard]] std::string address() const;

    struct state;

private:
    std::unique_ptr<state> state_;
};

/// What `/readyz` answers from now on; `why` is the sentence while it is not ready. A program is
/// ready from its start, and never while a server that is `exported` drains.
void set_ready(bool ready, std::string_view why = "the program says that it is not ready");

}  // namespace weir::inline v0::diag
