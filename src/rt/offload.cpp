// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/offload.hpp>
#include <weir/rt/shard.hpp>

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace weir::inline v0 {

struct offload_pool::state {
    explicit state(offload_options o) : options(o) {}

    offload_options options;
    mutable std::mutex mutex;
    std::condition_variable work_arrived;
    intrusive_list<offload_job> queue;
    std::vector<std::thread> threads;
    offload_stats stats;
    bool ending = false;

    void serve() noexcept;
    result<void> add_thread() noexcept;
};

void offload_pool::state::serve() noexcept {
    std::unique_lock lock(mutex);
    for (;;) {
        work_arrived.wait(lock, [this] { return ending || !queue.empty(); });
        offload_job* job = queue.pop_front();
        if (job == nullptr) return;
        --stats.queued;
        ++stats.running;
        lock.unlock();
        job->work_(*job);
        // The job may be gone once its owner hears of it, so count first.
        lock.lock();
        --stats.running;
        ++stats.finished;
        lock.unlock();
        job->done_(*job);
        lock.lock();
    }
}

// Signals are the program's; a pool thread takes none.
result<void> offload_pool::state::add_thread() noexcept {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result<void> outcome;
    try {
        threads.emplace_back([this] { serve(); });
        pthread_setname_np(threads.back().native_handle(), options.name);
        ++stats.threads;
    } catch (const std::system_error& e) {
        outcome = fail(e.code());
    } catch (const std::bad_alloc&) {
        outcome = fail(std::make_error_code(std::errc::not_enough_memory));
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return outcome;
}

offload_pool::offload_pool(offload_options options) : state_(std::make_unique<state>(options)) {
    require(options.threads >= 1 && options.threads <= 4096,
            "an offload pool has 1 to 4096 threads");
}

offload_pool::~offload_pool() {
    {
        const std::lock_guard lock(state_->mutex);
        require(state_->queue.empty(), "an offload pool was destroyed with calls in its queue");
        state_->ending = true;
    }
    state_->work_arrived.notify_all();
    for (std::thread& t : state_->threads) t.join();
}

result<void> offload_pool::submit(offload_job& job) noexcept {
    state& s = *state_;
    const std::lock_guard lock(s.mutex);
    // A call that a free thread is about to take does not count as waiting.
    const std::size_t free = s.threads.size() - s.stats.running;
    const bool thread_free = free > s.stats.queued;
    const bool may_grow = s.threads.size() < s.options.threads;
    if (!thread_free && !may_grow && s.stats.queued >= s.options.queue_limit + free) {
        ++s.stats.refused;
        return fail(errc::queue_full);
    }
    if (!thread_free && may_grow) {
        result<void> added = s.add_thread();
        // Without any thread nobody would ever run it; with some, it waits.
        if (!added && s.threads.empty()) return added;
    }
    s.queue.push_back(job);
    ++s.stats.queued;
    s.work_arrived.notify_one();
    return {};
}

bool offload_pool::withdraw(offload_job& job) noexcept {
    const std::lock_guard lock(state_->mutex);
    if (!job.linked()) return false;
    job.unlink();
    --state_->stats.queued;
    return true;
}

offload_stats offload_pool::stats() const noexcept {
    const std::lock_guard lock(state_->mutex);
    return state_->stats;
}

const char* offload_pool::name() const noexcept {
    return state_->options.name;
}

namespace detail {
namespace {
constexpr op_info offload_info{"offload", "offload"};
}

waiter* offload_operation_base::start(const environment& env, promise_base* parent,
                                      waiter& w) noexcept {
    if (env.stop.stop_requested()) {
        error_ = env.stop.error();
        return &w;
    }
    if (parent != nullptr) parent->set_awaiting(&offload_info);
    loop_ = env.loop;
    waiter_ = &w;
    stop_token_ = env.stop;
    if (result<void> queued = pool_.submit(*this); !queued) {
        error_ = queued.error();
        return &w;
    }
    stop_.arm(env.stop);
    return nullptr;
}

// On a pool's thread. The shard outlives the call: it waits for its tasks, and this is one's.
void offload_operation_base::finished(offload_job& job) noexcept {
    auto& self = static_cast<offload_operation_base&>(job);
    static_cast<shard*>(self.loop_)->post_work(self.back_);
}

void offload_operation_base::return_trip::arrived(remote_work& work) noexcept {
    offload_operation_base& op = static_cast<return_trip&>(work).self;
    op.stop_.disarm();
    op.loop_->schedule(*op.waiter_);
}

void offload_operation_base::stop_link::on_request(stop_callback& callback) noexcept {
    offload_operation_base& op = static_cast<stop_link&>(callback).self;
    if (!op.pool_.withdraw(op)) return;
    op.error_ = op.stop_token_.error();
    op.loop_->schedule(*op.waiter_);
}

}  // namespace detail

}  // namespace weir::inline v0
