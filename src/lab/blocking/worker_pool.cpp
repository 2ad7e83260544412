// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/dispatcher.hpp"
#include "lab/blocking/small_thread.hpp"
#include "lab/process/server_stats.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

namespace weir::inline v0::lab {
namespace {

class worker_pool final : public dispatcher {
public:
    worker_pool(unsigned workers, std::size_t queue_limit, server_stats& stats)
        : count_(workers), limit_(queue_limit), stats_(stats) {}
    ~worker_pool() override { stop(); }

    result<void> start(serve_fn serve) override {
        serve_ = std::move(serve);
        for (unsigned i = 0; i < count_; ++i) {
            auto started = small_thread::start([this] { work(); });
            if (!started) return fail(started.error());
            workers_.push_back(std::move(*started));
        }
        return {};
    }

    bool offer(connection& c) override {
        const std::lock_guard lock(mutex_);
        // A worker without a request is room even where the queue may hold nothing.
        if (closed_ || queue_.size() >= limit_ + (count_ - busy_)) return false;
        queue_.push_back(&c);
        publish();
        ready_.notify_one();
        return true;
    }

    void stop() noexcept override {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
            queue_.clear();
            ready_.notify_all();
        }
        workers_.clear();
    }

private:
    void work() {
        while (connection* c = next()) {
            serve_(*c);
            const std::lock_guard lock(mutex_);
            --busy_;
        }
    }

    connection* next() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return closed_ || !queue_.empty(); });
        if (closed_) return nullptr;
        connection* c = queue_.front();
        queue_.pop_front();
        ++busy_;
        publish();
        return c;
    }

    void publish() noexcept { stats_.queue_length.store(queue_.size(), std::memory_order_relaxed); }

    const unsigned count_;
    const std::size_t limit_;
    server_stats& stats_;
    serve_fn serve_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<connection*> queue_;
    std::size_t busy_ = 0;
    bool closed_ = false;
    std::vector<small_thread> workers_;
};

}  // namespace

std::unique_ptr<dispatcher> make_worker_pool(unsigned workers, std::size_t queue_limit,
                                             server_stats& stats) {
    return std::make_unique<worker_pool>(workers, queue_limit, stats);
}

}  // namespace weir::inline v0::lab
