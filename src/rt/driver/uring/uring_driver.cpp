// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/uring/uring_driver.hpp"

#include "rt/driver/uring/prepare.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <utility>

namespace weir::inline v0::detail::uring {
namespace {

// Values of user_data that are no operation's address.
constexpr std::uint64_t nobody = 0;
constexpr std::uint64_t wake_watch = 1;

std::uint64_t name_of(const io_operation& op) noexcept {
    return reinterpret_cast<std::uint64_t>(&op);
}

// Diagnostics read the counters from other threads.
void bump(std::uint64_t& counter) noexcept {
    __atomic_store_n(&counter, counter + 1, __ATOMIC_RELAXED);
}

buffer* allocate_buffer(std::size_t size) noexcept {
    try {
        return new buffer(buffer::allocate(size));
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

// A pipe, socket or terminal. Only those raise SIGPIPE, which is the program's.
bool is_stream(entry& e) noexcept {
    using seeking = entry::seeking;
    if (e.seeks == seeking::unknown)
        e.seeks = ::lseek(e.fd, 0, SEEK_CUR) < 0 && errno == ESPIPE ? seeking::no : seeking::yes;
    return e.seeks == seeking::no;
}

void drop_buffer(io_operation& op) noexcept {
    delete static_cast<buffer*>(std::exchange(op.driver_data, nullptr));
    clear(op, unleased);
}

// What to tell of an operation that does not begin again. What a request says that was disturbed
// or not even begun when its end was asked for is a cancellation.
int outcome_of(const io_operation& op, int res, bool ends) noexcept {
    const bool disturbed = res == -EINTR || res == -EAGAIN || res == -ENOBUFS;
    if (ends && (disturbed || is(op, waiting))) return -ECANCELED;
    return res;
}

}  // namespace

// The kernel counts its queues and the lease ring against RLIMIT_MEMLOCK of a user without
// CAP_IPC_LOCK (before 5.12, and again on 6.18), 64 KiB on many hosts and for all processes of the
// user together. Small queues cost more system calls, few leases more allocations, and that is all.
result<void> uring_driver::open(const driver_limits& limits) noexcept {
    constexpr unsigned least_entries = 64;
    for (driver_limits fitting = limits;; fitting.ring_entries /= 4, fitting.lease_count /= 4) {
        result<void> opened = open_with(fitting);
        const bool too_large = !opened && opened.error() == std::errc::not_enough_memory;
        if (!too_large || fitting.ring_entries / 4 < least_entries) return opened;
    }
}

result<void> uring_driver::open_with(const driver_limits& limits) noexcept {
    if (result<void> opened = ring_.open(limits.ring_entries); !opened) return opened;
    auto leases = lease_ring::make(ring_.native(), limits.lease_count, limits.lease_size);
    if (!leases) return fail(leases.error());
    leases_ = std::move(*leases);
    return wake_.open();
}

uring_driver::~uring_driver() {
    stopping_ = true;
    // Again and again, because an operation may be between two places where the kernel looks.
    while (pending_ != 0) {
        cancel_all();
        poll(deadline::after(clock::now(), std::chrono::milliseconds(20)));
    }
    const auto close_entry = [](entry& e) {
        ::close(e.fd);
        delete &e;
    };
    open_.for_each(close_entry);
    closing_.for_each(close_entry);
}

result<io_entry*> uring_driver::adopt(int fd) noexcept {
    if (fcntl(fd, F_GETFD) < 0) return fail_errno(errno);
    auto* made = new (std::nothrow) entry;
    if (made == nullptr) return fail_errno(ENOMEM);
    made->owner = this;
    made->fd = fd;
    open_.push_back(*made);
    return made;
}

// One by one: to cancel by descriptor would also hit the operations of its duplicates, and mostly
// nothing is pending.
void uring_driver::close(io_entry& closed) noexcept {
    auto& e = static_cast<entry&>(closed);
    e.closing = true;
    closing_.push_back(e);
    e.operations.for_each([this](io_operation& op) { cancel(op); });
}

void uring_driver::close_phase() noexcept {
    closing_.for_each([](entry& e) {
        if (e.pending != 0) return;
        ::close(e.fd);
        delete &e;
    });
}

// Measured for sends at 1 to 512 connections: a system call of their own is never cheaper than an
// entry in the queue, and up to a quarter dearer.
bool uring_driver::try_now(io_operation&, io_completion&) noexcept {
    return false;
}

void uring_driver::start(io_operation& op) noexcept {
    bump(counters_.submitted);
    ++pending_;
    op.driver_data = nullptr;
    op.driver_state = 0;
    if (entry_of(op) != nullptr) {
        ++entry_of(op)->pending;
        plan(op);
    }
    if (stopping_)
        canceled_.push_back(op);
    else
        issue(op);
}

// What earlier operations on the descriptor teach.
void uring_driver::plan(io_operation& op) noexcept {
    entry& e = *entry_of(op);
    // Spares the kernel an attempt that would fail: 10 to 25 % of an echo at 64 connections.
    if (op.request.kind == io_kind::recv && e.drained) set(op, poll_first);
    if (op.request.kind == io_kind::write_at && is_stream(e))
        set(op, unsignaled_writes_ ? unsignaled : on_worker);
}

void uring_driver::issue(io_operation& op) noexcept {
    io_uring_sqe* sqe = backlog_.empty() ? ring_.next() : nullptr;
    if (sqe == nullptr) {
        set(op, backlogged);
        backlog_.push_back(op);
        return;
    }
    clear(op, backlogged);
    if (entry* e = entry_of(op)) e->operations.push_back(op);
    prepare(*sqe, op, ring_.header_of(*sqe));
    sqe->user_data = name_of(op);
}

void uring_driver::cancel(io_operation& op) noexcept {
    if (is(op, cancelling)) return;
    set(op, cancelling);
    if (is(op, backlogged))
        canceled_.push_back(op);
    else
        (submit_cancel(op) ? sent_cancels_ : unsent_cancels_).push_back(op);
}

bool uring_driver::submit_cancel(const io_operation& op) noexcept {
    io_uring_sqe* sqe = ring_.next();
    if (sqe == nullptr) return false;
    io_uring_prep_cancel64(sqe, name_of(op), 0);
    sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
    sqe->user_data = nobody;
    return true;
}

void uring_driver::cancel_all() noexcept {
    while (io_operation* op = backlog_.pop_front()) canceled_.push_back(*op);
    io_uring_sqe* sqe = ring_.next();
    if (sqe == nullptr) return;
    io_uring_prep_cancel64(sqe, nobody, IORING_ASYNC_CANCEL_ANY | IORING_ASYNC_CANCEL_ALL);
    sqe->user_data = nobody;
}

void uring_driver::submit_backlog() noexcept {
    watch_wake();
    if (std::exchange(cancel_missed_, false)) unsent_cancels_.splice_back(sent_cancels_);
    while (!unsent_cancels_.empty()) {
        if (!submit_cancel(unsent_cancels_.front())) return;
        sent_cancels_.push_back(unsent_cancels_.front());
    }
    intrusive_list<io_operation> waiting_ops;
    waiting_ops.splice_back(backlog_);
    while (io_operation* op = waiting_ops.pop_front()) {
        const entry* e = entry_of(*op);
        if (e != nullptr && e->closing)
            cancel(*op);
        else
            issue(*op);
    }
}

void uring_driver::watch_wake() noexcept {
    if (watching_ || stopping_) return;
    io_uring_sqe* sqe = ring_.next();
    if (sqe == nullptr) return;
    wake_.prepare(*sqe);
    sqe->user_data = wake_watch;
    watching_ = true;
}

void uring_driver::poll(deadline until) noexcept {
    submit_backlog();
    enter_kernel(until);
    finish_canceled();
    ring_.reap([this](const event& e) { on_event(e); });
}

void uring_driver::enter_kernel(deadline until) noexcept {
    const bool something_to_do = ring_.has_completions() || !canceled_.empty() || !backlog_.empty();
    duration limit = duration::max();
    if (something_to_do || until.when() <= loop_.now())
        limit = duration::zero();
    else if (!until.is_never())
        limit = until.remaining(clock::now());
    if (limit == duration::zero() && !ring_.wants_kernel()) return;
    bump(counters_.waits);
    if (limit == duration::zero())
        ring_.submit_and_collect();
    else
        ring_.submit_and_wait(limit);
}

void uring_driver::on_event(const event& e) noexcept {
    if (e.user_data == wake_watch) {
        watching_ = (e.flags & IORING_CQE_F_MORE) != 0;
        wake_.lower(!watching_);
    } else if (e.user_data != nobody) {
        on_event(*reinterpret_cast<io_operation*>(e.user_data), e);
    } else if (e.res == -ENOENT) {
        // Either the operation has ended, or it was between two places where the kernel looks: a
        // receive that was ready, tries, finds nothing and waits again. It would wait for ever.
        cancel_missed_ = true;
    }
}

void uring_driver::on_event(io_operation& op, const event& e) noexcept {
    // Whatever comes of it, a buffer that the kernel picked is ours to return.
    buffer lease;
    if ((e.flags & IORING_CQE_F_BUFFER) != 0)
        lease = leases_->lend(e.flags >> IORING_CQE_BUFFER_SHIFT,
                              static_cast<std::size_t>(e.res > 0 ? e.res : 0));
    if (!ending(op) && begins_again(op, e.res)) return issue(op);

    io_completion done{.result = outcome_of(op, e.res, ending(op)), .more = false, .data = {}};
    if (op.request.kind == io_kind::recv && done.result > 0)
        take_received(op, e, std::move(lease), done);
    if ((e.flags & IORING_CQE_F_MORE) != 0) {
        done.more = true;
        deliver(op, std::move(done));
    } else if (op.request.repeat && done.result >= 0) {
        go_on(op, std::move(done));
    } else {
        finish(op, std::move(done));
    }
}

// Not the end of `op`, only of its request.
bool uring_driver::begins_again(io_operation& op, int res) noexcept {
    const io_kind kind = op.request.kind;
    if (is(op, waiting)) {
        clear(op, waiting);
        return res >= 0;
    }
    switch (-res) {
        case EAGAIN:
            return would_block(op);
        case ENOBUFS:
            return leases(op) && finds_no_buffer(op);
        case EINTR:
            return kind != io_kind::connect;
        case ECONNABORTED:  // the peer gave up while it was queued, which is no error of the
                            // listener
            return kind == io_kind::accept;
        case EOPNOTSUPP:
            if (!is(op, unsignaled)) return false;
            unsignaled_writes_ = false;
            clear(op, unsignaled);
            set(op, on_worker);
            return true;
        default:
            return false;
    }
}

// A read or write of a pipe or terminal that is O_NONBLOCK does not wait for readiness by itself.
bool uring_driver::would_block(io_operation& op) noexcept {
    if (is(op, unleased)) {  // another receive was faster
        drop_buffer(op);
        return true;
    }
    if (!moves_data(op) || (op.request.flags & MSG_DONTWAIT) != 0) return false;
    set(op, waiting);
    return true;
}

// An attempt with an empty pool fails even if there is nothing to receive. So wait for data first,
// holding nothing; then try the pool once more; then take memory from the heap.
bool uring_driver::finds_no_buffer(io_operation& op) noexcept {
    if (!is(op, missed)) bump(counters_.lease_misses);
    set(op, missed);
    if (!is(op, poll_first)) {
        set(op, poll_first);
        return true;
    }
    const std::size_t asked = op.request.size;
    const std::size_t most = leases_->buffer_size();
    op.driver_data = allocate_buffer(asked != 0 && asked < most ? asked : most);
    if (op.driver_data == nullptr) return false;
    set(op, unleased);
    return true;
}

void uring_driver::take_received(io_operation& op, const event& e, buffer&& lease,
                                 io_completion& done) noexcept {
    entry_of(op)->drained = (e.flags & IORING_CQE_F_SOCK_NONEMPTY) == 0;
    done.data = std::move(lease);
    if (!is(op, unleased)) return;
    done.data = std::move(*static_cast<buffer*>(op.driver_data));
    done.data.truncate(static_cast<std::size_t>(e.res));
}

// The kernel ended a repeated request, the consumer did not.
void uring_driver::go_on(io_operation& op, io_completion&& done) noexcept {
    const bool ends = ending(op);
    if (!ends) issue(op);  // first, because the consumer may cancel
    done.more = true;
    deliver(op, std::move(done));
    if (ends) finish(op, {.result = -ECANCELED, .more = false, .data = {}});
}

void uring_driver::finish(io_operation& op, io_completion&& done) noexcept {
    op.unlink();
    drop_buffer(op);
    op.driver_state = 0;
    if (entry* e = entry_of(op)) --e->pending;
    --pending_;
    deliver(op, std::move(done));
}

void uring_driver::finish_canceled() noexcept {
    intrusive_list<io_operation> now;
    now.splice_back(canceled_);
    while (io_operation* op = now.pop_front())
        finish(*op, {.result = -ECANCELED, .more = false, .data = {}});
}

void uring_driver::deliver(io_operation& op, io_completion&& done) noexcept {
    bump(counters_.completed);
    op.complete(std::move(done));
}

}  // namespace weir::inline v0::detail::uring

namespace weir::inline v0::detail {

result<std::unique_ptr<driver>> make_uring_driver(loop_context& loop, const driver_limits& limits,
                                                  offload_pool&) {
    auto made = std::make_unique<uring::uring_driver>(loop);
    if (result<void> opened = made->open(limits); !opened) return fail(opened.error());
    return made;
}

}  // namespace weir::inline v0::detail
