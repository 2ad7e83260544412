// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/readiness.hpp>

#include <poll.h>

namespace weir::inline v0 {

detail::readiness_operation wait_readable(const io_handle& handle, const op_info& info) noexcept {
    return {handle, POLLIN, info};
}

detail::readiness_operation wait_writable(const io_handle& handle, const op_info& info) noexcept {
    return {handle, POLLOUT, info};
}

}  // namespace weir::inline v0
