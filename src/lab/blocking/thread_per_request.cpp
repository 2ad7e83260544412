// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/dispatcher.hpp"
#include "lab/blocking/small_thread.hpp"
#include "lab/process/server_stats.hpp"

#include <condition_variable>
#include <mutex>

namespace weir::inline v0::lab {
namespace {

class thread_per_request final : public dispatcher {
public:
    explicit thread_per_request(server_stats& stats) : stats_(stats) {}
    ~thread_per_request() override { stop(); }

    result<void> start(serve_fn serve) override {
        serve_ = std::move(serve);
        return {};
    }

    bool offer(connection& c) override {
        if (!enter()) return false;
        const auto started = run_detached([this, &c] {
            serve_(c);
            leave();
        });
        if (started) return true;
        stats_.no_thread.fetch_add(1, std::memory_order_relaxed);
        leave();
        return false;
    }

    void stop() noexcept override {
        std::unique_lock lock(mutex_);
        closed_ = true;
        ended_.wait(lock, [this] { return running_ == 0; });
    }

private:
    bool enter() {
        const std::lock_guard lock(mutex_);
        if (closed_) return false;
        ++running_;
        return true;
    }

    void leave() {
        // Notified under the lock: once it is released, `stop` may return and this object go.
        const std::lock_guard lock(mutex_);
        if (--running_ == 0) ended_.notify_all();
    }

    server_stats& stats_;
    serve_fn serve_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::size_t running_ = 0;
    bool closed_ = false;
};

}  // namespace

std::unique_ptr<dispatcher> make_thread_per_request(server_stats& stats) {
    return std::make_unique<thread_per_request>(stats);
}

}  // namespace weir::inline v0::lab
