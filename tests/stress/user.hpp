// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A user of the cancellation stress: performs random operations, each of which may be stopped, and
/// checks what each promises of itself when it is.

#include "stress/arena.hpp"

#include <weir/rt/io_operation.hpp>

#include <optional>

namespace weir::stress {

class user {
public:
    explicit user(arena& a) : a_(a), sums_(a.all.sums) {}

    /// Until the operations of the whole stress are used up.
    task<void> live();

private:
    [[clang::coro_wrapper]] task<void> one();
    task<void> move_bytes();
    task<void> receive();
    task<void> read();
    task<void> write();
    task<void> meet();
    task<void> use_file();
    task<void> open_file();
    task<void> change_names();
    task<void> poll_readiness();
    task<void> offload_work();
    task<void> offload_owned_work();
    task<void> mail();
    task<void> collect();
    task<void> send_value();
    task<void> receive_value();
    task<void> hold_lock();
    task<void> hold_units();
    task<void> wait_and_signal();
    task<void> call_other();
    task<void> nest();

    [[nodiscard]] task<bool> has_streams();
    void drop_streams() noexcept;
    void check(std::span<const std::byte> bytes);
    void number(std::span<std::byte> bytes);
    [[nodiscard]] test::guarded_pages::block memory(std::size_t most);

    arena& a_;
    account& sums_;
    // A stream to itself, over which the numbers of bytes go: each byte tells its place.
    std::optional<socket_stream> near_;
    std::optional<socket_stream> far_;
    std::uint64_t written_ = 0;
    std::uint64_t read_ = 0;
};

}  // namespace weir::stress
