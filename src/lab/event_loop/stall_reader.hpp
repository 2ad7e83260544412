// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Asks the server which stalls it saw, and what its flame graph is.

#include <weir/coro/task.hpp>
#include <weir/lab/event_loop_report.hpp>

#include <cstdint>
#include <string_view>

namespace weir::inline v0::lab {

/// Fills `stalls` and `flame` of the route with what is newer than `last`, which moves on. A route
/// that harms is waited for: a record is complete a moment after its stall. Errors: those of
/// asking.
[[nodiscard]] task<result<void>> read_stalls(std::uint16_t port, std::uint64_t& last,
                                             loop_route& route);

/// The part of `read_stalls` that reads the answer: records newer than `last`. Errors:
/// `errc::protocol_error`.
[[nodiscard]] result<route_stalls> parse_stalls(std::string_view json, std::uint64_t last,
                                                std::string_view function);

/// "stack MICROSECONDS" a line; lines that are not so are left out. The heaviest ones,
/// cut to their outer frames.
[[nodiscard]] std::vector<flame_line> parse_collapsed(std::string_view text);

}  // namespace weir::inline v0::lab
