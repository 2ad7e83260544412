// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/epoll/stream_calls.hpp"

#include "rt/driver/epoll/system_call.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdint>
#include <ctime>

namespace weir::inline v0::detail {
namespace {

int option(int fd, int name) noexcept {
    int value = 0;
    socklen_t size = sizeof value;
    return ::getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : -errno;
}

int set_non_blocking(int fd, bool on) noexcept {
    int value = on ? 1 : 0;
    return system_call([&] { return ::ioctl(fd, FIONBIO, &value); });
}

// Unix sockets deliver what came with a descriptor apart from the rest, so less than asked for does
// not mean that they are empty.
bool drained_by_short_read(int fd, int type) noexcept {
    if (type != SOCK_STREAM) return false;
    const int domain = option(fd, SO_DOMAIN);
    return domain == AF_INET || domain == AF_INET6;
}

int prepare_other(epoll_entry& entry) noexcept {
    struct stat status{};
    if (::fstat(entry.fd, &status) != 0) return -errno;
    entry.is_file = S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) || S_ISBLK(status.st_mode);
    if (entry.is_file) return 0;
    const int flags = ::fcntl(entry.fd, F_GETFL);
    if (flags < 0) return -errno;
    if ((flags & O_NONBLOCK) != 0) return 0;
    entry.restore_blocking = true;
    return set_non_blocking(entry.fd, true);
}

/// Keeps the SIGPIPE of a write to a broken pipe from the program. Sockets have MSG_NOSIGNAL, pipes
/// nothing before RWF_NOSIGNAL of Linux 6.18. The signal is the thread's own, so it can be taken
/// back.
class sigpipe_guard {
public:
    sigpipe_guard() noexcept {
        sigset_t waiting;
        ::sigpending(&waiting);
        was_pending_ = ::sigismember(&waiting, SIGPIPE) == 1;
        ::sigemptyset(&pipe_);
        ::sigaddset(&pipe_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    sigpipe_guard(const sigpipe_guard&) = delete;
    sigpipe_guard& operator=(const sigpipe_guard&) = delete;
    ~sigpipe_guard() {
        if (raised && !was_pending_) {
            const timespec at_once{};
            ::sigtimedwait(&pipe_, nullptr, &at_once);
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    bool raised = false;

private:
    sigset_t pipe_;
    sigset_t before_;
    bool was_pending_ = false;
};

int write_stream(const io_request& r, int fd) noexcept {
    sigpipe_guard guard;
    const int written = system_call([&] {
        if (r.offset != UINT64_MAX)
            return ::pwrite(fd, r.data, r.size, static_cast<off_t>(r.offset));
        return ::write(fd, r.data, r.size);
    });
    guard.raised = written == -EPIPE;
    return written;
}

int read_stream(const io_request& r, int fd) noexcept {
    return system_call([&] {
        if (r.offset != UINT64_MAX)
            return ::pread(fd, r.data, r.size, static_cast<off_t>(r.offset));
        return ::read(fd, r.data, r.size);
    });
}

// A connection that the peer gave up while it was queued is nobody's error: take the next.
int accept_connection(int fd) noexcept {
    for (;;) {
        const int accepted = system_call(
            [&] { return ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK); });
        if (accepted != -ECONNABORTED) return accepted;
    }
}

int send_vector(const io_request& r, int fd) noexcept {
    msghdr message{};
    message.msg_iov = static_cast<iovec*>(r.data);
    message.msg_iovlen = r.size;
    const int flags = static_cast<int>(r.flags) | MSG_DONTWAIT | MSG_NOSIGNAL;
    return system_call([&] { return ::sendmsg(fd, &message, flags); });
}

// Called again after EINPROGRESS, connect() reports the outcome as SO_ERROR would, but unlike it
// says EALREADY when the event was a stale one. EAGAIN is an error here, not a wait: the backlog of
// a Unix listener is full, or no local port is free.
std::optional<int> connect_socket(const io_request& r, int fd) noexcept {
    const int connected = system_call([&] {
        return ::connect(fd, static_cast<const sockaddr*>(r.data), static_cast<socklen_t>(r.size));
    });
    if (connected == -EINPROGRESS || connected == -EALREADY) return std::nullopt;
    return connected;
}

int transfer(const io_request& r, int fd) noexcept {
    const int flags = static_cast<int>(r.flags) | MSG_DONTWAIT;
    switch (r.kind) {
        case io_kind::accept:
            return accept_connection(fd);
        case io_kind::recv:
            return system_call([&] { return ::recv(fd, r.data, r.size, flags); });
        case io_kind::send:
            return system_call([&] { return ::send(fd, r.data, r.size, flags | MSG_NOSIGNAL); });
        case io_kind::sendv:
            return send_vector(r, fd);
        case io_kind::read_at:
            return read_stream(r, fd);
        case io_kind::write_at:
            return write_stream(r, fd);
        default:
            return -EINVAL;
    }
}

}  // namespace

int prepare_descriptor(epoll_entry& entry) noexcept {
    const int type = option(entry.fd, SO_TYPE);
    if (type == -ENOTSOCK) return prepare_other(entry);
    if (type < 0) return type;
    entry.short_read_drains = drained_by_short_read(entry.fd, type);
    return set_non_blocking(entry.fd, true);
}

void restore_descriptor(const epoll_entry& entry) noexcept {
    if (entry.restore_blocking) static_cast<void>(set_non_blocking(entry.fd, false));
}

std::optional<int> stream_call(const io_request& request, int fd) noexcept {
    if (request.kind == io_kind::connect) return connect_socket(request, fd);
    const int returned = transfer(request, fd);
    if (returned == -EAGAIN) return std::nullopt;
    return returned;
}

int ready_events(int fd, std::uint32_t wanted) noexcept {
    pollfd one{.fd = fd, .events = static_cast<short>(wanted), .revents = 0};
    const int count = system_call([&] { return ::poll(&one, 1, 0); });
    return count < 0 ? count : one.revents;
}

}  // namespace weir::inline v0::detail
