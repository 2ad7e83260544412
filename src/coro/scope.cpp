// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/backtrace.hpp>
#include <weir/coro/scope.hpp>

#include <cstdio>

namespace weir::inline v0 {

scope::scope(const environment& env, promise_base* owner) noexcept
    : env_(env), owner_(owner), stop_(env.stop) {
    env_.stop = stop_.token();
    if (owner_ != nullptr) next_of_owner_ = std::exchange(owner_->scopes_, this);
}

scope::~scope() {
    if (running_ == 0) {
        leave_owner();
        return;
    }
    std::fputs("weir: children that a scope left behind:\n", stderr);
    children_.for_each([](detail::child_promise& child) { print_backtrace(stderr, child); });
    fatal("a scope was destroyed before it was joined; co_await scope.join() or use with_scope");
}

void scope::leave_owner() noexcept {
    if (owner_ == nullptr) return;
    scope** link = &owner_->scopes_;
    while (*link != this) link = &(*link)->next_of_owner_;
    *link = next_of_owner_;
}

void scope::adopt(detail::child_promise& child, task_name name) noexcept {
    env_.loop->require_here("a scope");
    child.scope_ = this;
    child.site_ = name.site;
    child.born_ = env_.loop->now();
    child.set_name(name.text);
    child.mark_suspended(name.site);
    child.promise_base::adopt(env_, owner_, child.end_);
    children_.push_back(child);
    ++running_;
    env_.loop->schedule(child);
}

// Some operations answer every stop with `canceled`, whatever its reason.
bool scope::only_stopped(const task_failure& failure) const noexcept {
    return stop_.stop_requested() && !failure.exception &&
           (failure.code == stop_error(stop_.reason()) || failure.code == errc::canceled);
}

bool scope::record(task_failure failure) noexcept {
    if (!failure.code && !failure.exception) return false;
    if (only_stopped(failure)) {
        if (!stopped_by_owner_) interrupted_ = true;
        return false;
    }
    const bool first = failure_count_++ == 0;
    if (!first) detail::report_dropped(failure);
    if (failures_.size() < max_failures) failures_.push_back(std::move(failure));
    request_stop(stop_reason::sibling);
    return first;
}

std::coroutine_handle<> scope::ended(detail::child_promise& child) noexcept {
    record({child.name(), child.code_, std::move(child.exception_)});
    child.unlink();
    // What the child was given is destroyed on behalf of the owner: the child is no more.
    env_.loop->set_current(owner_);
    std::coroutine_handle<detail::child_promise>::from_promise(child).destroy();
    if (--running_ != 0 || joiner_ == nullptr) return std::noop_coroutine();
    closed_ = true;
    return std::exchange(joiner_, nullptr)->complete();
}

std::coroutine_handle<> detail::child_promise::end_link::on_end(waiter* w) noexcept {
    child_promise& child = static_cast<end_link*>(w)->self;
    return child.scope_->ended(child);
}

}  // namespace weir::inline v0
