// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A stall as the watchdog hands it to the reporter: addresses and numbers, nothing that needed
/// memory or a lock to find out.

#include "diag/native/native_frame.hpp"
#include "diag/watch/async_chain.hpp"
#include "diag/watch/sleep_object.hpp"
#include "diag/watch/stall_facts.hpp"
#include "diag/watch/thread_files.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0::diag {

struct raw_stall {
    static constexpr std::size_t max_frames = 128;

    std::uint64_t id = 0;
    unsigned shard = 0;
    int thread_id = 0;
    std::uint64_t begun_ns = 0;  ///< steady clock
    std::uint64_t ended_ns = 0;  ///< 0 while it goes on
    stall_facts facts;
    thread_place place;
    sleep_object object;
    const void* step_site = nullptr;
    async_chain chain;
    std::size_t stack_size = 0;
    std::array<native_frame, max_frames> stack{};  ///< of a sleeping thread, else empty
};

}  // namespace weir::inline v0::diag
