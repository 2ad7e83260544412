// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/driver.hpp"

#include <weir/rt/io_operation.hpp>
#include <weir/rt/shard.hpp>

#include <cerrno>
#include <string_view>

namespace weir::inline v0 {
namespace {

constexpr std::string_view elsewhere =
    "a descriptor was used outside of its shard; hand connections over with owned_descriptor";

detail::driver& driver_of(const io_request& request) noexcept {
    shard* here = shard::this_shard();
    require(here != nullptr, "an operation was begun outside of a shard");
    require(request.entry == nullptr || request.entry->owner == &here->io(), elsewhere);
    return here->io();
}

}  // namespace

void io_operation::submit() noexcept {
    driver_of(request).start(*this);
}

void io_operation::cancel() noexcept {
    driver_of(request).cancel(*this);
}

result<io_handle> io_handle::adopt(int fd) noexcept {
    shard* here = shard::this_shard();
    require(here != nullptr, "a descriptor is adopted on a shard");
    auto entry = here->io().adopt(fd);
    if (!entry) return fail(entry.error());
    return io_handle(*entry);
}

void io_handle::close() noexcept {
    if (entry_ == nullptr) return;
    shard* here = shard::this_shard();
    require(here != nullptr, "a descriptor was closed outside of a shard, or outlived its own");
    detail::io_entry& closing = *std::exchange(entry_, nullptr);
    require(closing.owner == &here->io(), elsewhere);
    closing.owner->expect_close();
    closing.owner->close(closing);
}

int io_handle::native() const noexcept {
    return entry_ != nullptr ? entry_->fd : -1;
}

namespace detail {

bool io_awaitable_base::ready(const environment& env) noexcept {
    loop_ = env.loop;
    stop_token_ = env.stop;
    driver_ = &shard::of(env).io();
    require(request.entry == nullptr || request.entry->owner == driver_, elsewhere);
    if (env.stop.stop_requested()) {
        completion_.result = -ECANCELED;
        return true;
    }
    return loop_->spend() && driver_->try_now(*this, completion_);
}

waiter* io_awaitable_base::start(const environment& env, promise_base* parent, waiter& w) noexcept {
    if (parent != nullptr) parent->set_awaiting(&info());
    waiter_ = &w;
    driver_->start(*this);
    stop_.arm(env.stop);
    return nullptr;
}

std::error_code io_awaitable_base::error() const noexcept {
    if (completion_.result >= 0) return {};
    if (completion_.result == -ECANCELED && stop_token_.stop_requested())
        return stop_token_.error();
    return {-completion_.result, std::system_category()};
}

void io_awaitable_base::stop_link::on_request(stop_callback& callback) noexcept {
    io_awaitable_base& op = static_cast<stop_link&>(callback).self;
    op.driver_->cancel(op);
}

void io_awaitable_base::on_completion(io_operation& op, io_completion&& completion) noexcept {
    auto& self = static_cast<io_awaitable_base&>(op);
    self.completion_ = std::move(completion);
    if (self.completion_.more) return;
    self.stop_.disarm();
    self.loop_->schedule(*self.waiter_);
}

}  // namespace detail

}  // namespace weir::inline v0
