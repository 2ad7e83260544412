// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Which driver a shard gets: what was asked for, or the best the kernel allows.

#include "rt/driver/driver.hpp"

#include <weir/rt/runtime.hpp>

namespace weir::inline v0::detail {

/// `WEIR_DRIVER` beats `driver_kind::automatic`. Logs the choice once per process. Errors: a driver
/// that was asked for by name cannot be set up; `errc::bad_argument` for an unknown name.
[[nodiscard]] result<std::unique_ptr<driver>> select_driver(loop_context& loop,
                                                            const runtime_options& options,
                                                            offload_pool& files) noexcept;

}  // namespace weir::inline v0::detail
