// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/uring/prepare.hpp"

#include "rt/driver/uring/entry.hpp"
#include "rt/driver/uring/lease_ring.hpp"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

namespace weir::inline v0::detail::uring {
namespace {

constexpr __kernel_rwf_t rwf_nosignal = 0x100;  // RWF_NOSIGNAL, 6.18

// The kernel transfers no more than this at once (MAX_RW_COUNT), and lengths are 32 bits wide.
unsigned length(std::size_t size) noexcept {
    constexpr std::size_t most = 0x7ffff000;
    return static_cast<unsigned>(std::min(size, most));
}

// The kernel answers EBADF where there is no descriptor, or none any more.
int fd_of(const io_operation& op) noexcept {
    const entry* e = entry_of(op);
    return e != nullptr && !e->closing ? e->fd : -1;
}

void accept(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    if (op.request.repeat)
        io_uring_prep_multishot_accept(&sqe, fd_of(op), nullptr, nullptr,
                                       SOCK_CLOEXEC | SOCK_NONBLOCK);
    else
        io_uring_prep_accept(&sqe, fd_of(op), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

void connect(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_connect(&sqe, fd_of(op), static_cast<const sockaddr*>(op.request.data),
                          static_cast<socklen_t>(op.request.size));
}

void recv(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    const auto flags = static_cast<int>(op.request.flags);
    if (is(op, unleased)) {
        auto& own = *static_cast<buffer*>(op.driver_data);
        io_uring_prep_recv(&sqe, fd_of(op), own.data(), length(own.size()), flags | MSG_DONTWAIT);
        return;
    }
    io_uring_prep_recv(&sqe, fd_of(op), op.request.data, length(op.request.size), flags);
    if (leases(op)) {  // a length of 0 means all of the buffer
        sqe.flags |= IOSQE_BUFFER_SELECT;
        sqe.buf_group = lease_ring::group;
    }
    if (is(op, poll_first)) sqe.ioprio |= IORING_RECVSEND_POLL_FIRST;
}

void send(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_send(&sqe, fd_of(op), op.request.data, length(op.request.size),
                       static_cast<int>(op.request.flags) | MSG_NOSIGNAL);
}

void sendv(io_uring_sqe& sqe, const io_operation& op, msghdr& header) noexcept {
    header = {};
    header.msg_iov = static_cast<iovec*>(op.request.data);
    header.msg_iovlen = std::min<std::size_t>(op.request.size, IOV_MAX);
    io_uring_prep_sendmsg(&sqe, fd_of(op), &header, op.request.flags | MSG_NOSIGNAL);
}

void poll(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    if (op.request.repeat)
        io_uring_prep_poll_multishot(&sqe, fd_of(op), op.request.flags);
    else
        io_uring_prep_poll_add(&sqe, fd_of(op), op.request.flags);
}

void open(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_openat(&sqe, AT_FDCWD, op.request.path,
                         static_cast<int>(op.request.flags) | O_CLOEXEC, op.request.mode);
}

void read_at(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_read(&sqe, fd_of(op), op.request.data, length(op.request.size),
                       op.request.offset);
}

void write_at(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_write(&sqe, fd_of(op), op.request.data, length(op.request.size),
                        op.request.offset);
    if (is(op, unsignaled)) sqe.rw_flags = rwf_nosignal;
    if (is(op, on_worker)) sqe.flags |= IOSQE_ASYNC;
}

void sync(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_fsync(&sqe, fd_of(op), op.request.flags == 1 ? IORING_FSYNC_DATASYNC : 0);
}

void stat(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    constexpr unsigned all = STATX_BASIC_STATS | STATX_BTIME;
    auto* into = static_cast<struct statx*>(op.request.data);
    const auto flags = static_cast<int>(op.request.flags);
    if (op.request.path != nullptr)
        io_uring_prep_statx(&sqe, AT_FDCWD, op.request.path, flags, all, into);
    else
        io_uring_prep_statx(&sqe, fd_of(op), "", flags | AT_EMPTY_PATH, all, into);
}

void rename(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_renameat(&sqe, AT_FDCWD, op.request.path, AT_FDCWD, op.request.path2,
                           op.request.flags);
}

void unlink(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_unlinkat(&sqe, AT_FDCWD, op.request.path, static_cast<int>(op.request.flags));
}

void mkdir(io_uring_sqe& sqe, const io_operation& op, msghdr&) noexcept {
    io_uring_prep_mkdirat(&sqe, AT_FDCWD, op.request.path, op.request.mode);
}

using prepare_fn = void (*)(io_uring_sqe&, const io_operation&, msghdr&) noexcept;

// In the order of io_kind.
constexpr std::array<prepare_fn, 14> preparations = {
    accept,  connect,  recv, send, sendv,  poll,   open,
    read_at, write_at, sync, stat, rename, unlink, mkdir,
};
static_assert(preparations.size() == static_cast<std::size_t>(io_kind::mkdir) + 1);

}  // namespace

void prepare(io_uring_sqe& sqe, const io_operation& op, msghdr& header) noexcept {
    if (is(op, waiting)) {
        const io_kind kind = op.request.kind;
        const bool writes =
            kind == io_kind::send || kind == io_kind::sendv || kind == io_kind::write_at;
        io_uring_prep_poll_add(&sqe, fd_of(op), writes ? POLLOUT : POLLIN);
    } else {
        preparations[static_cast<std::size_t>(op.request.kind)](sqe, op, header);
    }
}

}  // namespace weir::inline v0::detail::uring
