// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/stack_copy.hpp"

#include "diag/native/own_memory.hpp"

#include <algorithm>
#include <cstring>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t piece = std::size_t{8} << 10U;

std::size_t room_between(std::uintptr_t low, std::uintptr_t high, std::size_t room) noexcept {
    if (high == 0) high = ~std::uintptr_t{0};
    return low < high ? std::min<std::size_t>(high - low, room) : 0;
}

}  // namespace

stack_copy::stack_copy(std::uintptr_t low, std::uintptr_t high, std::span<std::byte> room) noexcept
    : low_(low),
      bytes_(room.data()),
      limit_(room_between(low, high, room.size())),
      room_(room.data()) {}

std::optional<std::uintptr_t> stack_copy::word(std::uintptr_t address) noexcept {
    constexpr std::size_t size = sizeof(std::uintptr_t);
    if (!may_hold(address)) return {};
    const std::size_t at = address - low_;
    if (limit_ - at < size || (at + size > have_ && !extend_to(at + size))) return {};
    std::uintptr_t value = 0;
    std::memcpy(&value, bytes_ + at, size);
    return value;
}

bool stack_copy::extend_to(std::size_t size) noexcept {
    if (room_ == nullptr) return false;
    const std::size_t want = std::min(std::max(size, have_ + piece), limit_);
    have_ += read_own_memory(low_ + have_, room_ + have_, want - have_);
    if (have_ < want) limit_ = have_;  // there is no more
    return size <= have_;
}

}  // namespace weir::inline v0::diag
