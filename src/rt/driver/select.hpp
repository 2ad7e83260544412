// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Which driver a shard gets: what was asked for, or the best the kernel allows.

#include "rt/driver/driver.hpp"

#include <weir/rt/runtime.hpp>

#include <functional>

namespace weir::inline v0::detail {

/// Makes the driver `kind`, uring or epoll, for a shard.
using driver_maker = std::function<result<std::unique_ptr<driver>>(
    driver_kind kind, loop_context& loop, const driver_limits& limits, offload_pool& files)>;

[[nodiscard]] result<std::unique_ptr<driver>> make_driver(driver_kind kind, loop_context& loop,
                                                          const driver_limits& limits,
                                                          offload_pool& files);

/// Puts something else in the place of `make_driver` for shards that open from now on, an empty
/// function that itself. How tests reach below a shard, see docs/design/0012. Not while one opens.
void set_driver_maker(driver_maker maker);

/// `WEIR_DRIVER` beats `driver_kind::automatic`. Logs the choice once per process. Errors: a driver
/// that was asked for by name cannot be set up; `errc::bad_argument` for an unknown name.
[[nodiscard]] result<std::unique_ptr<driver>> select_driver(loop_context& loop,
                                                            const runtime_options& options,
                                                            offload_pool& files) noexcept;

}  // namespace weir::inline v0::detail
