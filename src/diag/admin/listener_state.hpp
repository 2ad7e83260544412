// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the two threads of a listener share.

#include "diag/admin/slot.hpp"

#include <weir/diag/admin.hpp>

#include <array>
#include <atomic>
#include <string>
#include <thread>

namespace weir::inline v0::diag {

struct admin_listener::state {
    explicit state(admin_options o) : options(std::move(o)) {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state();

    admin_options options;
    std::string address;
    int listening = -1;
    int live_bell = -1;  ///< eventfd: something for the live thread
    int worker_bell = -1;
    std::atomic<bool> ending{false};
    std::atomic<std::uint64_t> requests{0};
    std::array<detail::slot, detail::slot_count> slots;
    std::thread live;
    std::thread worker;
};

namespace detail {

using listener_state = admin_listener::state;

/// Adds to an eventfd; never blocks.
void ring(int bell) noexcept;
/// Empties it.
void hush(int bell) noexcept;

/// How many connections there are.
[[nodiscard]] std::size_t open_connections(const listener_state& s) noexcept;

/// The bodies of the two threads; they return when `ending` is set.
void run_live(listener_state& s) noexcept;
void run_worker(listener_state& s) noexcept;

}  // namespace detail
}  // namespace weir::inline v0::diag
