// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/driver.hpp"

// Built where liburing was not found.

namespace weir::inline v0::detail {

result<std::unique_ptr<driver>> make_uring_driver(loop_context&, const driver_limits&,
                                                  offload_pool&) {
    return fail(std::make_error_code(std::errc::function_not_supported));
}

}  // namespace weir::inline v0::detail
