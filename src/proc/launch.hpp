// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The system's side of starting a child; blocks until the program runs.

#include <weir/base/result.hpp>
#include <weir/net/owned_descriptor.hpp>
#include <weir/proc/command.hpp>

#include <sys/types.h>

#include <array>

namespace weir::inline v0::detail {

struct launched {
    pid_t pid = -1;
    owned_descriptor pidfd;
    std::array<owned_descriptor, 3> ends;  ///< the parent's, of piped streams
};

[[nodiscard]] result<launched> launch(const command& what);

}  // namespace weir::inline v0::detail
