// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/sleep_object.hpp"

#include "diag/native/own_memory.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace weir::inline v0::diag {
namespace {

struct named_call {
    long number;
    const char* name;
    enum argument : std::uint8_t { none, descriptor, path, path_at, address } first;
};

// Those in which a thread may sleep for long. A number without a name is still told.
constexpr named_call calls[] = {
    {SYS_read, "read", named_call::descriptor},
    {SYS_write, "write", named_call::descriptor},
    {SYS_readv, "readv", named_call::descriptor},
    {SYS_writev, "writev", named_call::descriptor},
    {SYS_pread64, "pread64", named_call::descriptor},
    {SYS_pwrite64, "pwrite64", named_call::descriptor},
    {SYS_preadv, "preadv", named_call::descriptor},
    {SYS_pwritev, "pwritev", named_call::descriptor},
    {SYS_recvfrom, "recvfrom", named_call::descriptor},
    {SYS_recvmsg, "recvmsg", named_call::descriptor},
    {SYS_sendto, "sendto", named_call::descriptor},
    {SYS_sendmsg, "sendmsg", named_call::descriptor},
    {SYS_sendfile, "sendfile", named_call::descriptor},
    {SYS_accept, "accept", named_call::descriptor},
    {SYS_accept4, "accept4", named_call::descriptor},
    {SYS_connect, "connect", named_call::address},
    {SYS_fsync, "fsync", named_call::descriptor},
    {SYS_fdatasync, "fdatasync", named_call::descriptor},
    {SYS_sync_file_range, "sync_file_range", named_call::descriptor},
    {SYS_fallocate, "fallocate", named_call::descriptor},
    {SYS_ftruncate, "ftruncate", named_call::descriptor},
    {SYS_flock, "flock", named_call::descriptor},
    {SYS_fcntl, "fcntl", named_call::descriptor},
    {SYS_ioctl, "ioctl", named_call::descriptor},
    {SYS_getdents64, "getdents64", named_call::descriptor},
    {SYS_close, "close", named_call::descriptor},
    {SYS_copy_file_range, "copy_file_range", named_call::descriptor},
    {SYS_splice, "splice", named_call::descriptor},
    {SYS_epoll_wait, "epoll_wait", named_call::descriptor},
    {SYS_epoll_pwait, "epoll_pwait", named_call::descriptor},
    {SYS_epoll_pwait2, "epoll_pwait2", named_call::descriptor},
    {SYS_io_uring_enter, "io_uring_enter", named_call::descriptor},
    {SYS_open, "open", named_call::path},
    {SYS_openat, "openat", named_call::path_at},
    {SYS_stat, "stat", named_call::path},
    {SYS_newfstatat, "newfstatat", named_call::path_at},
    {SYS_unlink, "unlink", named_call::path},
    {SYS_rename, "rename", named_call::path},
    {SYS_mkdir, "mkdir", named_call::path},
    {SYS_execve, "execve", named_call::path},
    {SYS_poll, "poll", named_call::none},
    {SYS_ppoll, "ppoll", named_call::none},
    {SYS_select, "select", named_call::none},
    {SYS_pselect6, "pselect6", named_call::none},
    {SYS_nanosleep, "nanosleep", named_call::none},
    {SYS_clock_nanosleep, "clock_nanosleep", named_call::none},
    {SYS_pause, "pause", named_call::none},
    {SYS_wait4, "wait4", named_call::none},
    {SYS_waitid, "waitid", named_call::none},
    {SYS_vfork, "vfork", named_call::none},
    {SYS_fork, "fork", named_call::none},
    {SYS_clone, "clone", named_call::none},
    {SYS_clone3, "clone3", named_call::none},
    {SYS_futex, "futex", named_call::none},
    {SYS_msync, "msync", named_call::none},
    {SYS_munmap, "munmap", named_call::none},
    {SYS_mmap, "mmap", named_call::none},
    {SYS_madvise, "madvise", named_call::none},
    {SYS_sync, "sync", named_call::none},
    {SYS_semop, "semop", named_call::none},
    {SYS_semtimedop, "semtimedop", named_call::none},
    {SYS_msgrcv, "msgrcv", named_call::none},
    {SYS_mq_timedreceive, "mq_timedreceive", named_call::descriptor},
    {SYS_rt_sigtimedwait, "rt_sigtimedwait", named_call::none},
    {SYS_getrandom, "getrandom", named_call::none},
    {SYS_membarrier, "membarrier", named_call::none},
};

using text = std::array<char, 256>;

const named_call* find_call(long number) noexcept {
    const auto* found = std::find_if(std::begin(calls), std::end(calls),
                                     [=](const named_call& c) { return c.number == number; });
    return found != std::end(calls) ? found : nullptr;
}

void format_address(const sockaddr_storage& of, text& to) noexcept {
    std::array<char, INET6_ADDRSTRLEN> host{};
    if (of.ss_family == AF_INET) {
        const auto& in = reinterpret_cast<const sockaddr_in&>(of);
        inet_ntop(AF_INET, &in.sin_addr, host.data(), host.size());
        std::snprintf(to.data(), to.size(), "%s:%u", host.data(), ntohs(in.sin_port));
    } else if (of.ss_family == AF_INET6) {
        const auto& in = reinterpret_cast<const sockaddr_in6&>(of);
        inet_ntop(AF_INET6, &in.sin6_addr, host.data(), host.size());
        std::snprintf(to.data(), to.size(), "[%s]:%u", host.data(), ntohs(in.sin6_port));
    } else if (of.ss_family == AF_UNIX) {
        const auto& in = reinterpret_cast<const sockaddr_un&>(of);
        std::snprintf(to.data(), to.size(), "unix:%.107s", in.sun_path);
    }
}

/// "socket 10.0.0.1:80", "pipe:[17]", "/var/lib/x".
void format_descriptor(int fd, text& to) noexcept {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
        peer.ss_family != AF_UNIX) {
        text address{};
        format_address(peer, address);
        std::snprintf(to.data(), to.size(), "socket to %.200s", address.data());
        return;
    }
    std::array<char, 32> link{};
    std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", fd);
    const ssize_t length = ::readlink(link.data(), to.data(), to.size() - 1);
    to[length > 0 ? static_cast<std::size_t>(length) : 0] = 0;
}

/// A path that the thread gave to the kernel; cut where it does not fit.
void copy_path(std::uint64_t from, text& to) noexcept {
    to[read_own_memory(from, to.data(), to.size() - 1)] = 0;
}

void copy_address(std::uint64_t from, std::uint64_t size, text& to) noexcept {
    sockaddr_storage target{};
    if (read_own_memory(from, &target, std::min<std::size_t>(size, sizeof target)) != 0)
        format_address(target, to);
}

// glibc, x86-64 and AArch64: __lock, __count, __owner.
struct glibc_mutex_head {
    int lock;
    unsigned count;
    int owner;
};

void read_thread_name(int thread_id, std::array<char, 17>& to) noexcept {
    std::array<char, 64> path{};
    std::snprintf(path.data(), path.size(), "/proc/self/task/%d/comm", thread_id);
    const int fd = ::open(path.data(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    const ssize_t size = ::read(fd, to.data(), to.size() - 1);
    ::close(fd);
    to[size > 0 ? static_cast<std::size_t>(size) - 1 : 0] = 0;  // without the line's end
}

void describe_futex(const thread_place& place, sleep_object& to) noexcept {
    to.address = place.arguments[0];
    const auto operation = place.arguments[1] & FUTEX_CMD_MASK;
    glibc_mutex_head head{};
    // A mutex waits for the value 2 to go; the owner of anything else is not known.
    if (operation == FUTEX_WAIT && place.arguments[2] == 2 && read_own(to.address, head) &&
        head.owner > 0 && head.lock != 0) {
        to.owner = head.owner;
        read_thread_name(to.owner, to.owner_name);
    }
    std::snprintf(to.text.data(), to.text.size(), "futex 0x%llx",
                  static_cast<unsigned long long>(to.address));
}

void describe_argument(const named_call& call, const thread_place& place, text& to) noexcept {
    const auto fd = static_cast<int>(place.arguments[0]);
    if (call.first == named_call::descriptor) format_descriptor(fd, to);
    if (call.first == named_call::path) copy_path(place.arguments[0], to);
    if (call.first == named_call::path_at) copy_path(place.arguments[1], to);
    if (call.first == named_call::address) copy_address(place.arguments[1], place.arguments[2], to);
}

}  // namespace

void describe_sleep(const thread_place& place, sleep_object& to) noexcept {
    to = {};
    if (place.is == thread_place::kind::in_fault) {
        std::snprintf(to.text.data(), to.text.size(), "at 0x%llx",
                      static_cast<unsigned long long>(place.pc));
        return;
    }
    if (place.is != thread_place::kind::in_syscall) return;
    if (place.number == SYS_futex) return describe_futex(place, to);
    const named_call* call = find_call(place.number);
    if (call == nullptr) {
        std::snprintf(to.text.data(), to.text.size(), "system call %ld", place.number);
        return;
    }
    text argument{};
    describe_argument(*call, place, argument);
    const bool has_fd = call->first == named_call::descriptor || call->first == named_call::address;
    if (has_fd)
        std::snprintf(to.text.data(), to.text.size(), "%s(%d: %.200s)", call->name,
                      static_cast<int>(place.arguments[0]), argument.data());
    else
        std::snprintf(to.text.data(), to.text.size(), "%s(%.200s)", call->name, argument.data());
}

}  // namespace weir::inline v0::diag
