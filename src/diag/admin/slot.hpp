// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The places for connections, made once. A place belongs to one thread at a time: the live thread
/// fills it, and either answers or hands it over by storing the new owner; the worker hands it back
/// the same way when a request is answered. So neither thread ever waits for the other.

#include <weir/base/time.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir::inline v0::diag::detail {

enum class slot_owner : std::uint8_t { nobody, live, worker };

struct slot {
    static constexpr std::size_t capacity = 8 << 10;

    std::atomic<slot_owner> owner{slot_owner::nobody};
    int fd = -1;
    time_point since{};  ///< of the first byte of this request, or when it became idle
    std::size_t size = 0;
    bool returned = false;  ///< by the worker; what lies in `bytes` was not looked at
    std::array<char, capacity> bytes;

    [[nodiscard]] std::string_view received() const noexcept { return {bytes.data(), size}; }
    [[nodiscard]] bool belongs_to(slot_owner who) const noexcept {
        return owner.load(std::memory_order_acquire) == who;
    }
    void give_to(slot_owner whom) noexcept { owner.store(whom, std::memory_order_release); }
};

inline constexpr std::size_t slot_count = 32;
inline constexpr std::size_t worker_slots = 24;  ///< the rest stays for `/livez`
inline constexpr std::size_t event_slots = 8;    ///< subscribers of `/events`

inline constexpr duration request_time = std::chrono::seconds(5);
inline constexpr duration idle_time = std::chrono::seconds(30);
inline constexpr duration answer_time = std::chrono::seconds(10);

}  // namespace weir::inline v0::diag::detail
