// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/checksum.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace weir::inline v0::lab {
namespace {

constexpr std::uint64_t multiplier = 0x9E37'79B9'7F4A'7C15;  // 2^64 / golden ratio, odd

std::uint64_t mix(std::uint64_t sum, std::uint64_t word) noexcept {
    // Rotated, so that the high bits, which multiplying stirs most, reach the low ones.
    return std::rotl((sum ^ word) * multiplier, 31);
}

}  // namespace

std::uint64_t checksum(std::string_view bytes) noexcept {
    // Two lanes halve the wait for each multiplication.
    std::array<std::uint64_t, 2> lanes{bytes.size(), ~bytes.size()};
    std::array<std::uint64_t, 2> words{};
    for (; bytes.size() >= sizeof words; bytes.remove_prefix(sizeof words)) {
        std::memcpy(words.data(), bytes.data(), sizeof words);
        for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i] = mix(lanes[i], words[i]);
    }
    words = {};
    std::memcpy(words.data(), bytes.data(), bytes.size());
    for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i] = mix(lanes[i], words[i]);
    return mix(mix(lanes[0], lanes[1]), multiplier);
}

std::string etag_of(std::string_view bytes) {
    std::string text = "\"";
    const std::uint64_t sum = checksum(bytes);
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(sum >> shift) & 15];
    return text + '"';
}

}  // namespace weir::inline v0::lab
