// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/own_memory.hpp"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

namespace weir::inline v0::diag {
namespace {

std::size_t count_of(ssize_t got) noexcept {
    return got < 0 ? 0 : static_cast<std::size_t>(got);
}

}  // namespace

std::size_t read_own_memory(std::uintptr_t from, void* to, std::size_t size) noexcept {
    const int error = errno;  // a signal handler must leave it as it was
    const iovec local{to, size};
    const iovec remote{reinterpret_cast<void*>(from), size};
    const ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    const bool forbidden = got < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS);
    errno = error;
    return forbidden ? read_own_memory_file(from, to, size) : count_of(got);
}

std::size_t read_own_memory_file(std::uintptr_t from, void* to, std::size_t size) noexcept {
    const int error = errno;
    std::size_t got = 0;
    // Opened each time: after a fork it would still be the parent's memory.
    if (const int fd = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC); fd >= 0) {
        got = count_of(::pread(fd, to, size, static_cast<off_t>(from)));
        ::close(fd);
    }
    errno = error;
    return got;
}

}  // namespace weir::inline v0::diag
