// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What every task inherits from the one that awaits it: its loop, its stop token, its deadline
/// and its trace id.
///
/// A promise holds a pointer to its environment and hands the pointer to the children it awaits,
/// so inheriting costs one store. `with_timeout`, `shielded` and scopes make a new environment for
/// what runs below them.

#include <weir/base/time.hpp>
#include <weir/coro/stop.hpp>

#include <array>
#include <cstdint>

namespace weir::inline v0 {

class loop_context;

/// Identity of the request that work is done for: W3C Trace Context, version 00.
struct trace_context {
    std::array<std::uint64_t, 2> trace_id{};  ///< 16 bytes, most significant first; zero for none
    std::uint64_t span_id = 0;

    [[nodiscard]] bool valid() const noexcept { return trace_id[0] != 0 || trace_id[1] != 0; }
};

struct environment {
    loop_context* loop = nullptr;
    stop_token stop;
    deadline due;
    trace_context trace;
};

}  // namespace weir::inline v0
