// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/own_memory.hpp"

#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

namespace weir::inline v0::diag {

std::size_t read_own_memory(std::uintptr_t from, void* to, std::size_t size) noexcept {
    const int error = errno;  // callers run in signal handlers too
    const iovec local{to, size};
    const iovec remote{reinterpret_cast<void*>(from), size};
    const ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    errno = error;
    return got < 0 ? 0 : static_cast<std::size_t>(got);
}

}  // namespace weir::inline v0::diag
