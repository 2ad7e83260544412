// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/epoll/epoll_driver.hpp"

#include "rt/driver/epoll/file_calls.hpp"
#include "rt/driver/epoll/stream_calls.hpp"

#include <weir/base/fatal.hpp>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

namespace weir::inline v0::detail {
namespace {

// Completions of one entry in a row, before others get their turn.
constexpr int service_budget = 64;

constexpr std::uint32_t reading = EPOLLIN | EPOLLPRI | EPOLLRDHUP;
constexpr std::uint32_t writing = EPOLLOUT;

// One writer, many readers: no locked instruction needed.
void count(std::uint64_t& counter) noexcept {
    __atomic_store_n(&counter, counter + 1, __ATOMIC_RELAXED);
}

epoll_entry& entry_of(const io_request& request) noexcept {
    return static_cast<epoll_entry&>(*request.entry);
}

std::uint32_t polling(const io_operation& op) noexcept {
    return (op.request.flags & POLLOUT) != 0 ? reading | writing : reading;
}

buffer heap_buffer(std::size_t size) noexcept {
    try {
        return buffer::allocate(size);
    } catch (const std::bad_alloc&) {
        return {};
    }
}

// With the last bytes taken the next edge will come, so the call that would find nothing can be
// spared; unless the peer is gone, because then no edge follows. A peek (a flag) takes nothing.
void note_read(epoll_entry& entry, const io_request& r, int count) noexcept {
    const bool drained = count > 0 && static_cast<std::size_t>(count) < r.size && r.flags == 0;
    if (drained && entry.short_read_drains && entry.watched != 0 && !entry.hung_up)
        entry.readable = false;
}

int refusal(const std::error_code& error) noexcept {
    return error.category() == std::system_category() ? -error.value() : -EAGAIN;
}

}  // namespace

result<std::unique_ptr<driver>> make_epoll_driver(loop_context& loop, const driver_limits& limits,
                                                  offload_pool& files) {
    auto made = std::make_unique<epoll_driver>(loop, files);
    if (result<void> opened = made->open(limits); !opened) return fail(opened.error());
    return made;
}

result<void> epoll_driver::open(const driver_limits& limits) noexcept {
    auto leases = lease_pool::create(limits.lease_count, limits.lease_size);
    if (!leases) return fail(leases.error());
    leases_ = std::move(*leases);
    return set_.open();
}

epoll_driver::~epoll_driver() {
    require(pending_ == 0, "a driver was destroyed with operations pending");
    open_.splice_back(closing_);
    while (epoll_entry* entry = open_.pop_front()) destroy(*entry);
}

result<io_entry*> epoll_driver::adopt(int fd) noexcept {
    std::unique_ptr<epoll_entry> entry(new (std::nothrow) epoll_entry(*this, fd));
    if (entry == nullptr) return fail_errno(ENOMEM);
    if (const int prepared = prepare_descriptor(*entry); prepared < 0) return fail_errno(-prepared);
    open_.push_back(*entry);
    return entry.release();
}

void epoll_driver::close(io_entry& closed) noexcept {
    auto& entry = static_cast<epoll_entry&>(closed);
    entry.closing = true;
    fail_waiting(entry, -ECANCELED);
    entry.offloaded.for_each([this](io_operation& op) { cancel(op); });
    closing_.push_back(entry);
}

// A descriptor that a thread of the pool still uses must not be given away by the kernel.
void epoll_driver::close_phase() noexcept {
    intrusive_list<epoll_entry> in_use;
    while (epoll_entry* entry = closing_.pop_front()) {
        if (entry->offloaded.empty())
            destroy(*entry);
        else
            in_use.push_back(*entry);
    }
    closing_.splice_back(in_use);
}

void epoll_driver::destroy(epoll_entry& entry) noexcept {
    if (entry.watched != 0) set_.remove(entry.fd);
    restore_descriptor(entry);
    ::close(entry.fd);
    delete &entry;
}

epoll_driver::lane epoll_driver::lane_of(const io_request& request) noexcept {
    const bool by_path = request.path != nullptr;
    if (request.entry == nullptr || entry_of(request).closing)
        return by_path ? lane::file : lane::none;
    switch (request.kind) {
        case io_kind::accept:
        case io_kind::recv:
            return lane::read;
        case io_kind::connect:
        case io_kind::send:
        case io_kind::sendv:
            return lane::write;
        case io_kind::poll:
            return lane::poll;
        case io_kind::read_at:
            return entry_of(request).is_file ? lane::file : lane::read;
        case io_kind::write_at:
            return entry_of(request).is_file ? lane::file : lane::write;
        default:
            return lane::file;
    }
}

bool epoll_driver::try_now(io_operation& op, io_completion& done) noexcept {
    if (op.request.repeat || !attempt_first(op, done)) return false;
    count(counters_.submitted);
    count(counters_.completed);
    return true;
}

// Does not overtake those that wait, and makes no call that is known to fail.
bool epoll_driver::attempt_first(io_operation& op, io_completion& done) noexcept {
    switch (lane_of(op.request)) {
        case lane::none:
            done.result = -EBADF;
            return true;
        case lane::file:
            return attempt_cached_read(op, done);
        case lane::poll:
            done.result = ready_events(op.request.entry->fd, op.request.flags);
            return done.result != 0;
        case lane::read: {
            epoll_entry& entry = entry_of(op.request);
            return entry.readers.empty() && (entry.readable || entry.watched == 0) &&
                   attempt(entry, op, entry.readable, done);
        }
        case lane::write: {
            epoll_entry& entry = entry_of(op.request);
            return entry.writers.empty() && (entry.writable || (entry.watched & writing) == 0) &&
                   attempt(entry, op, entry.writable, done);
        }
    }
    return false;
}

bool epoll_driver::attempt(epoll_entry& entry, io_operation& op, bool& ready,
                           io_completion& done) noexcept {
    const io_request& r = op.request;
    const bool leased = r.kind == io_kind::recv && r.data == nullptr;
    const auto outcome = leased ? receive_leased(r, done.data) : stream_call(r, entry.fd);
    if (!outcome) {
        ready = false;
        return false;
    }
    done.result = *outcome;
    done.more = r.repeat && r.kind == io_kind::accept && *outcome >= 0;
    if (r.kind == io_kind::recv && !leased) note_read(entry, r, *outcome);
    return true;
}

std::optional<int> epoll_driver::receive_leased(io_request request, buffer& into) noexcept {
    const std::size_t block = leases_->block_size();
    const bool pooled = leases_->lend(into);
    if (!pooled) into = heap_buffer(block);
    if (into.size() == 0) return -ENOBUFS;
    request.data = into.data();
    request.size = request.size == 0 ? block : std::min(request.size, block);
    const auto received = stream_call(request, request.entry->fd);
    if (received.value_or(0) <= 0) {
        into = buffer();
        return received;
    }
    if (!pooled) count(counters_.lease_misses);
    into.truncate(static_cast<std::size_t>(*received));
    note_read(entry_of(request), request, *received);
    return received;
}

bool epoll_driver::attempt_cached_read(io_operation& op, io_completion& done) noexcept {
    if (op.request.kind != io_kind::read_at || op.request.entry == nullptr) return false;
    epoll_entry& entry = entry_of(op.request);
    if (!entry.cached_reads) return false;
    const auto count_or_error = cached_read(op.request, entry.fd);
    if (!count_or_error) return false;
    entry.cached_reads = *count_or_error != -EOPNOTSUPP;
    done.result = *count_or_error;
    return entry.cached_reads;
}

void epoll_driver::start(io_operation& op) noexcept {
    op.driver_data = nullptr;
    ++pending_;
    count(counters_.submitted);
    const lane waits_for = lane_of(op.request);
    if (waits_for == lane::none) return finish_later(op, -EBADF);
    if (waits_for == lane::file) return offload(op);
    epoll_entry& entry = entry_of(op.request);
    if (waits_for == lane::read) return wait_in(entry.readers, op, entry.readable, reading);
    if (waits_for == lane::write) return wait_in(entry.writers, op, entry.writable, writing);
    // Registration reports the state it finds; afterwards only a look tells what edges told before.
    wait_in(entry.pollers, op, entry.watched != 0, polling(op));
}

void epoll_driver::wait_in(intrusive_list<io_operation>& list, io_operation& op, bool may_be_ready,
                           std::uint32_t events) noexcept {
    epoll_entry& entry = entry_of(op.request);
    list.push_back(op);
    if (may_be_ready)
        to_try_.push_back(entry.to_try);
    else
        watch(entry, events);
}

void epoll_driver::watch(epoll_entry& entry, std::uint32_t events) noexcept {
    if ((events & ~entry.watched) == 0) return;
    const std::uint32_t wanted = entry.watched | reading | events;
    const int changed = entry.watched == 0 ? set_.add(entry.fd, wanted, &entry)
                                           : set_.change(entry.fd, wanted, &entry);
    if (changed < 0) return fail_waiting(entry, changed);
    entry.watched = wanted;
}

void epoll_driver::offload(io_operation& op) noexcept {
    io_entry* entry = op.request.entry;
    auto* job = new (std::nothrow)
        file_job(returns_, &job_returned, *this, op, entry != nullptr ? entry->fd : -1);
    if (job == nullptr) return finish_later(op, -ENOMEM);
    op.driver_data = job;
    if (entry != nullptr) static_cast<epoll_entry*>(entry)->offloaded.push_back(op);
    if (result<void> queued = files_.submit(*job); !queued) {
        delete job;
        finish_later(op, refusal(queued.error()));
    }
}

void epoll_driver::job_returned(remote_work& work) noexcept {
    std::unique_ptr<file_job> job(static_cast<file_job*>(&work));
    static_cast<epoll_driver&>(job->owner).finish_later(job->operation, job->outcome);
}

void epoll_driver::cancel(io_operation& op) noexcept {
    if (op.driver_data == &done_) return;
    auto* job = static_cast<file_job*>(op.driver_data);
    if (job != nullptr && !files_.withdraw(*job)) return;
    delete job;
    finish_later(op, -ECANCELED);
}

void epoll_driver::poll(deadline until) noexcept {
    const bool idle = done_.empty() && to_try_.empty() && returns_.empty();
    count(counters_.waits);
    const auto events = set_.wait(idle ? time_left(until) : duration::zero());
    take_returned();
    deliver_done();
    try_entries();
    for (const epoll_event& event : events) dispatch(event);
}

// The clock is read only when the turn's own stamp does not settle it.
duration epoll_driver::time_left(deadline until) const noexcept {
    if (until.passed(loop_.now())) return duration::zero();
    return until.is_never() ? duration::max() : until.remaining(clock::now());
}

void epoll_driver::take_returned() noexcept {
    for (remote_work* work = returns_.take_all(); work != nullptr;) {
        remote_work* next = work->next;
        work->run(*work);
        work = next;
    }
}

// Only those that stood there before: what completion functions add waits for the next poll.
void epoll_driver::deliver_done() noexcept {
    intrusive_list<io_operation> batch;
    batch.splice_back(done_);
    while (!batch.empty()) {
        io_operation& op = batch.front();
        deliver(op, {.result = static_cast<int>(op.driver_state), .more = false, .data = {}});
    }
}

void epoll_driver::try_entries() noexcept {
    intrusive_list<epoll_entry::try_link> batch;
    batch.splice_back(to_try_);
    while (epoll_entry::try_link* link = batch.pop_front()) serve(link->entry);
}

// An entry that was closed since the kernel reported it lives until the close phase; nothing waits
// on it any more.
void epoll_driver::dispatch(const epoll_event& event) noexcept {
    auto* entry = static_cast<epoll_entry*>(event.data.ptr);
    if (entry == nullptr) return;
    constexpr std::uint32_t ended = EPOLLERR | EPOLLHUP;
    if ((event.events & (EPOLLIN | EPOLLPRI | EPOLLRDHUP | ended)) != 0) entry->readable = true;
    if ((event.events & (EPOLLOUT | ended)) != 0) entry->writable = true;
    if ((event.events & (EPOLLRDHUP | ended)) != 0) entry->hung_up = true;
    serve(*entry);
}

void epoll_driver::serve(epoll_entry& entry) noexcept {
    serve(entry, entry.readers, entry.readable, reading);
    serve(entry, entry.writers, entry.writable, writing);
    serve_pollers(entry);
}

void epoll_driver::serve(epoll_entry& entry, intrusive_list<io_operation>& waiting, bool& ready,
                         std::uint32_t events) noexcept {
    // A completion function may close the entry, cancel what waits here or start more.
    for (int budget = service_budget; ready && !waiting.empty(); --budget) {
        if (budget == 0) return to_try_.push_back(entry.to_try);
        io_operation& op = waiting.front();
        io_completion done;
        if (attempt(entry, op, ready, done)) deliver(op, std::move(done));
    }
    if (!waiting.empty()) watch(entry, events);
}

// Looks again after each edge instead of trusting it: others may have read the descriptor. Each
// that waits is looked at once, however much the completion functions start anew.
void epoll_driver::serve_pollers(epoll_entry& entry) noexcept {
    std::uint32_t events = 0;
    for (std::size_t left = entry.pollers.count(); left != 0 && !entry.pollers.empty(); --left) {
        io_operation& op = entry.pollers.front();
        const int found = ready_events(entry.fd, op.request.flags);
        entry.pollers.push_back(op);
        if (found != 0)
            deliver(op, {.result = found, .more = op.request.repeat && found > 0, .data = {}});
    }
    entry.pollers.for_each([&](io_operation& op) { events |= polling(op); });
    watch(entry, events);
}

void epoll_driver::finish_later(io_operation& op, int outcome) noexcept {
    op.driver_data = &done_;
    op.driver_state = static_cast<std::uint32_t>(outcome);
    done_.push_back(op);
}

void epoll_driver::fail_waiting(epoll_entry& entry, int outcome) noexcept {
    for (auto* waiting : {&entry.readers, &entry.writers, &entry.pollers})
        while (!waiting->empty()) finish_later(waiting->front(), outcome);
}

void epoll_driver::deliver(io_operation& op, io_completion&& done) noexcept {
    if (!done.more) {
        op.unlink();
        --pending_;
    }
    count(counters_.completed);
    op.complete(std::move(done));
}

}  // namespace weir::inline v0::detail
