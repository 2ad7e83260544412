// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/call_on.hpp>

namespace weir::inline v0::detail {
namespace {
constexpr op_info call_on_info{"call_on", "task"};
}

waiter* call_on_base::start(const environment& env, promise_base* parent, waiter& w) noexcept {
    if (env.stop.stop_requested()) {
        error_ = env.stop.error();
        return &w;
    }
    if (parent != nullptr) parent->set_awaiting(&call_on_info);
    home_ = &shard::of(env);
    waiter_ = &w;
    caller_env_ = env;
    if (!target_.post_work(out_)) {
        error_ = errc::unavailable;
        return &w;
    }
    outstanding_ = 1;
    stop_.arm(env.stop);
    return nullptr;
}

void call_on_base::arrived() noexcept {
    target_env_ = target_.root_scope().env();
    target_env_.due = caller_env_.due;
    target_env_.trace = caller_env_.trace;
    // The target's own shutdown stops the call as well.
    remote_stop_.follow(target_.root_scope().token());
    target_env_.stop = remote_stop_.token();
    begin();
}

// The way home is always open: a shard shuts down only after its tasks, and the caller is one.
void call_on_base::finish() noexcept {
    remote_stop_.unfollow();
    home_->post_work(back_);
}

void call_on_base::forward_stop() noexcept {
    reason_ = caller_env_.stop.reason();
    if (target_.post_work(stop_out_)) ++outstanding_;
}

void call_on_base::stop_arrived() noexcept {
    remote_stop_.request_stop(reason_);
    home_->post_work(stop_back_);
}

void call_on_base::returned() noexcept {
    stop_.disarm();
    settle();
}

void call_on_base::stop_returned() noexcept {
    settle();
}

void call_on_base::settle() noexcept {
    if (--outstanding_ == 0) home_->schedule(*waiter_);
}

}  // namespace weir::inline v0::detail
