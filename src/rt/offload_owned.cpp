// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/fatal.hpp>
#include <weir/rt/offload_owned.hpp>
#include <weir/rt/shard.hpp>

#include <algorithm>

namespace weir::inline v0::detail {
namespace {
constexpr op_info offload_owned_info{"offload_owned", "offload"};
}

// The first three functions run on a thread of the pool, the last on the caller's shard.
owned_call::owned_call() noexcept
    : offload_job(
          [](offload_job& job) noexcept {
              auto& self = static_cast<owned_call&>(job);
              try {
                  self.call();
              } catch (...) {
                  self.thrown_ = std::current_exception();
              }
          },
          [](offload_job& job) noexcept {
              // The shard is there: it waits for its tasks, and one waits for this.
              auto& self = static_cast<owned_call&>(job);
              require(self.home_->post_work(self), "a shard ended before its offloaded call");
          },
          [](offload_job& job) noexcept { delete &static_cast<owned_call&>(job); }),
      remote_work(
          [](remote_work& work) noexcept { static_cast<owned_call&>(work).caller_->returned(); }) {}

waiter* offload_owned_base::start(const environment& env, promise_base* parent,
                                  waiter& w) noexcept {
    if (env.stop.stop_requested()) {
        error_ = env.stop.error();
        return &w;
    }
    if (parent != nullptr) parent->set_awaiting(&offload_owned_info);
    loop_ = env.loop;
    waiter_ = &w;
    stop_token_ = env.stop;
    job_->caller_ = this;
    job_->home_ = &shard::of(env);
    if (result<void> queued = pool_.submit(*job_); !queued) {
        error_ = queued.error();
        return &w;
    }
    queue_due_ = deadline::after(loop_->now(), limits_.queue);
    look_again(earlier(queue_due_, deadline::after(loop_->now(), limits_.run)).when());
    stop_.arm(env.stop);
    return nullptr;
}

// Whether the queue's limit counts, or the run's and from when, only the pool knows.
void offload_owned_base::look() noexcept {
    const time_point now = loop_->now();
    if (queue_due_.passed(now) && pool_.withdraw(*job_)) return end(errc::timed_out);
    const auto began = pool_.running_since(*job_);
    const deadline due = deadline::after(began.value_or(now), limits_.run);
    if (began && due.passed(now)) return leave(errc::timed_out);
    look_again(queue_due_.passed(now) ? due.when() : earlier(queue_due_, due).when());
}

void offload_owned_base::look_again(time_point at) noexcept {
    if (at != time_point::max()) loop_->timers().add(alarm_, at);
}

void offload_owned_base::leave(std::error_code why) noexcept {
    if (pool_.withdraw(*job_)) return end(why);
    if (!pool_.abandon(*job_)) return;  // it has returned, and success wins
    static_cast<void>(job_.release());
    end(why);
}

void offload_owned_base::returned() noexcept {
    end({});
}

void offload_owned_base::end(std::error_code error) noexcept {
    error_ = error;
    stop_.disarm();
    alarm_.cancel();
    loop_->schedule(*waiter_);
}

}  // namespace weir::inline v0::detail
