// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What stands behind a descriptor or a path, and whether a call on it may block. None changes
/// `errno`; a descriptor or a path that is not there blocks nobody.

namespace weir::inline v0 {
namespace diag::interpose {

/// On a socket. Whatever is ready now: the same program would block on another day.
bool socket_blocks(int fd, int flags = 0) noexcept;

bool connect_blocks(int fd) noexcept;

/// read, write and their kin. Regular files always; sockets as above; pipes, terminals and the like
/// if they are not ready for `events` of poll(), since programs write to stderr.
bool transfer_blocks(int fd, short events) noexcept;

/// A regular file whose bytes lie on a disk or may do so: anything but the kernel's own file
/// systems
/// (/proc, /sys, cgroups).
bool file_blocks(int fd) noexcept;

/// open: a regular file, one that would be made, or a pipe that waits for its other end.
bool open_blocks(int directory, const char* path, int flags) noexcept;

}  // namespace diag::interpose
}  // namespace weir::inline v0
