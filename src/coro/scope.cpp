// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/backtrace.hpp>
#include <weir/coro/scope.hpp>

#include <cstdio>

namespace weir::inline v0 {

scope::scope(const environment& env, promise_base* owner) noexcept
    : env_(env), owner_(owner), stop_(env.stop) {
    env_.stop = stop_.token();
}

scope::~scope() {
    if (running_ == 0) return;
    std::fputs("weir: children that a scope left behind:\n", stderr);
    children_.for_each([](detail::child_promise& child) { print_backtrace(stderr, child); });
    fatal("a scope was destroyed before it was joined; co_await scope.join() or use with_scope");
}

void scope::adopt(detail::child_promise& child, task_name name) noexcept {
    child.scope_ = this;
    child.site_ = name.site;
    child.set_name(name.text);
    child.promise_base::adopt(env_, owner_, child.end_);
    children_.push_back(child);
    ++running_;
    env_.loop->schedule(child);
}

void scope::record(detail::child_promise& child) noexcept {
    if (!child.code_ && !child.exception_) return;
    const bool only_stopped =
        stop_.stop_requested() && child.code_ == stop_.token().error() && !child.exception_;
    if (only_stopped) return;
    ++failure_count_;
    if (failures_.size() < max_failures)
        failures_.push_back({child.name(), child.code_, std::move(child.exception_)});
    stop_.request_stop(stop_reason::sibling);
}

std::coroutine_handle<> scope::ended(detail::child_promise& child) noexcept {
    record(child);
    child.unlink();
    std::coroutine_handle<detail::child_promise>::from_promise(child).destroy();
    if (--running_ != 0 || joiner_ == nullptr) return std::noop_coroutine();
    return std::exchange(joiner_, nullptr)->complete();
}

std::coroutine_handle<> detail::child_promise::end_link::on_end(waiter* w) noexcept {
    child_promise& child = static_cast<end_link*>(w)->self;
    return child.scope_->ended(child);
}

}  // namespace weir::inline v0
