// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How a running experiment is shown.

#include "terminal.hpp"

#include <weir/lab/event_loop.hpp>
#include <weir/lab/sync_io.hpp>

namespace weir::inline v0::cli {

/// Hooks that write to `out`, which outlives them.
[[nodiscard]] lab::sync_io_hooks progress_hooks(terminal& out);
[[nodiscard]] lab::event_loop_hooks route_hooks(terminal& out);

}  // namespace weir::inline v0::cli
