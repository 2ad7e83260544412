// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/log.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/offload_list.hpp>
#include <weir/rt/shard.hpp>

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

namespace weir::inline v0 {

namespace {

/// Every pool of the process that was not destroyed.
struct pool_register {
    std::mutex mutex;
    intrusive_list<detail::listed_pool> pools;

    // Never destroyed: a pool may outlive the static objects of this file.
    static pool_register& of_process() noexcept {
        static pool_register& the_one = *new pool_register;
        return the_one;
    }
};

}  // namespace

struct offload_pool::state final : detail::listed_pool {
    explicit state(offload_options o) : options(o) {}

    struct worker {
        std::thread thread;
        bool lost = false;        ///< the call it runs was abandoned
        time_point busy_since{};  ///< the epoch while it runs none
    };

    [[nodiscard]] offload_pool_info look() const override;

    /// How many threads may serve the queue: those that are lost are replaced up to a cap.
    [[nodiscard]] std::size_t thread_limit() const noexcept {
        const std::size_t missing =
            stats.lost > options.replacements ? stats.lost - options.replacements : 0;
        return options.threads > missing ? options.threads - missing : 0;
    }

    void serve(worker& self) noexcept;
    void run(worker& self, offload_job& job, std::unique_lock<std::mutex>& lock) noexcept;
    [[nodiscard]] bool dismiss(worker& self) noexcept;
    [[nodiscard]] result<void> add_thread(const std::shared_ptr<state>& itself) noexcept;

    offload_options options;
    mutable std::mutex mutex;
    std::condition_variable work_arrived;
    intrusive_list<offload_job> queue;
    std::list<worker> workers;
    offload_stats stats;
    bool ending = false;
};

void offload_pool::state::serve(worker& self) noexcept {
    std::unique_lock lock(mutex);
    for (;;) {
        work_arrived.wait(lock, [this] { return ending || !queue.empty(); });
        offload_job* job = queue.pop_front();
        if (job == nullptr) return;
        run(self, *job, lock);
        if (std::exchange(self.lost, false)) {
            --stats.lost;
            if (dismiss(self)) return;
        }
    }
}

void offload_pool::state::run(worker& self, offload_job& job,
                              std::unique_lock<std::mutex>& lock) noexcept {
    --stats.queued;
    ++stats.running;
    job.thread_ = &self;
    job.began_ = self.busy_since = clock::now();
    lock.unlock();
    job.work_(job);
    // The job may be gone once its owner hears of it, so count first.
    lock.lock();
    job.thread_ = nullptr;
    self.busy_since = {};
    if (!self.lost) {
        --stats.running;
        ++stats.finished;
    }
    lock.unlock();
    (self.lost ? job.orphaned_ : job.done_)(job);
    lock.lock();
}

// A thread that comes back when its place is taken, or the pool is gone, goes.
bool offload_pool::state::dismiss(worker& self) noexcept {
    if (!ending && stats.threads < thread_limit()) {
        ++stats.threads;
        return false;
    }
    const auto place = std::ranges::find_if(workers, [&](const worker& w) { return &w == &self; });
    place->thread.detach();
    workers.erase(place);
    return true;
}

// Signals are the program's; a pool thread takes none.
result<void> offload_pool::state::add_thread(const std::shared_ptr<state>& itself) noexcept {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result<void> outcome;
    try {
        worker& added = workers.emplace_back();
        try {
            added.thread = std::thread([itself, &added] { itself->serve(added); });
            pthread_setname_np(added.thread.native_handle(), options.name);
            ++stats.threads;
        } catch (const std::system_error& e) {
            workers.pop_back();
            outcome = fail(e.code());
        }
    } catch (const std::bad_alloc&) {
        outcome = fail(std::make_error_code(std::errc::not_enough_memory));
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return outcome;
}

offload_pool::offload_pool(offload_options options) : state_(std::make_shared<state>(options)) {
    require(options.threads >= 1 && options.threads <= 4096,
            "an offload pool has 1 to 4096 threads");
    pool_register& all = pool_register::of_process();
    const std::lock_guard lock(all.mutex);
    all.pools.push_back(*state_);
}

offload_pool::~offload_pool() {
    {
        pool_register& all = pool_register::of_process();
        const std::lock_guard lock(all.mutex);
        state_->unlink();
    }
    std::list<state::worker*> serving;
    {
        const std::lock_guard lock(state_->mutex);
        require(state_->queue.empty(), "an offload pool was destroyed with calls in its queue");
        state_->ending = true;
        for (state::worker& w : state_->workers)
            if (!w.lost) serving.push_back(&w);
    }
    state_->work_arrived.notify_all();
    for (state::worker* w : serving) w->thread.join();
}

result<void> offload_pool::submit(offload_job& job) noexcept {
    state& s = *state_;
    const std::lock_guard lock(s.mutex);
    // A call that a free thread is about to take does not count as waiting.
    const std::size_t free = s.stats.threads - s.stats.running;
    const bool thread_free = free > s.stats.queued;
    const bool may_grow = s.stats.threads < s.thread_limit();
    if (!thread_free && !may_grow && s.stats.queued >= s.options.queue_limit + free) {
        ++s.stats.refused;
        return fail(errc::queue_full);
    }
    if (!thread_free && may_grow) {
        result<void> added = s.add_thread(state_);
        // Without any thread nobody would ever run it; with some, it waits.
        if (!added && s.stats.threads == 0) return added;
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

bool offload_pool::abandon(offload_job& job) noexcept {
    state& s = *state_;
    std::unique_lock lock(s.mutex);
    if (job.thread_ == nullptr) return false;
    static_cast<state::worker*>(job.thread_)->lost = true;
    --s.stats.running;
    --s.stats.threads;
    ++s.stats.abandoned;
    const bool first = s.stats.lost++ == 0;
    // Those that wait get the replacement now, not with the next call; without one they wait.
    if (!s.queue.empty() && s.stats.threads < s.thread_limit())
        static_cast<void>(s.add_thread(state_));
    lock.unlock();
    if (first)
        log(log_level::warning, std::string("offload pool ") + s.options.name +
                                    " is degraded: a call overran its deadline and was abandoned");
    return true;
}

std::optional<time_point> offload_pool::running_since(const offload_job& job) const noexcept {
    const std::lock_guard lock(state_->mutex);
    if (job.thread_ == nullptr) return std::nullopt;
    return job.began_;
}

offload_stats offload_pool::stats() const noexcept {
    const std::lock_guard lock(state_->mutex);
    return state_->stats;
}

const char* offload_pool::name() const noexcept {
    return state_->options.name;
}

offload_pool_info offload_pool::state::look() const {
    const std::lock_guard lock(mutex);
    offload_pool_info info{.name = options.name,
                           .threads = options.threads,
                           .queue_limit = options.queue_limit,
                           .stats = stats,
                           .oldest_call = std::nullopt};
    for (const worker& w : workers)
        if (w.busy_since != time_point{} && (!info.oldest_call || w.busy_since < *info.oldest_call))
            info.oldest_call = w.busy_since;
    return info;
}

std::vector<offload_pool_info> offload_pools() {
    pool_register& all = pool_register::of_process();
    const std::lock_guard lock(all.mutex);
    std::vector<offload_pool_info> infos;
    all.pools.for_each([&](const detail::listed_pool& p) { infos.push_back(p.look()); });
    return infos;
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
