// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Memory of coroutine frames: per thread, by size class, nothing returned to malloc until the
/// thread ends or more than 16 MiB are cached.

#include <cstddef>

namespace weir::inline v0::detail {

void* allocate_frame(std::size_t size);
void deallocate_frame(void* frame, std::size_t size) noexcept;

}  // namespace weir::inline v0::detail
