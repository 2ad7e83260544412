// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Writes that wait for the disk, as a journal makes them.

namespace weir::inline v0::lab {

/// So many times a page and fsync, on the calling thread.
void write_and_sync(int fd, unsigned times);

}  // namespace weir::inline v0::lab
