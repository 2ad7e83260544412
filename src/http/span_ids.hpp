// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Trace and span ids that Weir draws for what it does itself.
///
/// A span id is random but for its low 16 bits. These hold what everything that runs for a request
/// must find, on whatever shard, and `trace_context` has no field for: whether the trace is
/// sampled, and where the request's span is kept on its shard. 48 random bits are plenty to tell
/// the spans of one trace apart.

#include <weir/coro/loop_context.hpp>

#include <array>
#include <cstdint>

namespace weir::inline v0::http::detail {

/// No slot: the span is kept nowhere.
inline constexpr std::uint16_t no_slot = 0x7fff;

[[nodiscard]] constexpr std::uint64_t make_span_id(std::uint64_t random, std::uint16_t slot,
                                                   bool sampled) noexcept {
    constexpr std::uint64_t low = 0xffff;
    const std::uint64_t high = random <= low ? ~random : random;  // zero is no id
    return (high & ~low) | (std::uint64_t{slot} << 1U) | (sampled ? 1U : 0U);
}

[[nodiscard]] constexpr std::uint16_t slot_of(std::uint64_t span_id) noexcept {
    return static_cast<std::uint16_t>((span_id & 0xffff) >> 1U);
}
[[nodiscard]] constexpr bool is_sampled(std::uint64_t span_id) noexcept {
    return (span_id & 1) != 0;
}

[[nodiscard]] inline std::array<std::uint64_t, 2> new_trace_id(loop_context& loop) noexcept {
    std::array<std::uint64_t, 2> id{loop.random(), loop.random()};
    while (id[0] == 0 && id[1] == 0) id[1] = loop.random();
    return id;
}

}  // namespace weir::inline v0::http::detail
