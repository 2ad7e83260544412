// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/waited_object.hpp"

#include "diag/tasks/private_parts.hpp"

#include <weir/coro/channel.hpp>
#include <weir/coro/mutex.hpp>
#include <weir/coro/parked.hpp>
#include <weir/coro/scope.hpp>

#include <array>
#include <cstddef>
#include <cstring>

namespace weir::inline v0::diag::detail {
namespace {

/// How far behind the promise an operation is looked for.
constexpr std::size_t window = 4096;

/// The words of a `parked`, in their order.
struct parked_words {
    std::uintptr_t next, previous, info, on_stop, loop, waiter, stop_source, stop_next,
        stop_previous, stop_function, stop_self;
};
static_assert(sizeof(parked_words) + sizeof(std::error_code) == sizeof(parked));

using words = std::array<std::uintptr_t, window / sizeof(std::uintptr_t)>;

/// How many words there are, up to the first page that is not. Also on the shard by the system
/// call: the frame may be shorter than the window.
std::size_t read_frame(std::uintptr_t promise, words& into) noexcept {
    return read_own_memory(promise, into.data(), window) / sizeof(std::uintptr_t);
}

/// The first operation of the wanted kind, with the word behind it.
void search(std::uintptr_t loop, raw_task& task) noexcept {
    constexpr std::size_t behind = sizeof(parked) / sizeof(std::uintptr_t);
    constexpr std::size_t info_word = offsetof(parked_words, info) / sizeof(std::uintptr_t);
    words frame;
    const std::size_t size = read_frame(task.address, frame);
    for (std::size_t i = 0; i + behind < size; ++i) {
        if (frame[i + info_word] != task.awaiting) continue;
        parked_words p;
        std::memcpy(&p, &frame[i], sizeof p);
        const std::uintptr_t address = task.address + i * sizeof(std::uintptr_t);
        if (p.loop != loop || p.stop_self != address || p.next == 0) continue;
        task.operation = address;
        task.object = frame[i + behind];
        return;
    }
}

/// A spawned task is in its scope's list until it ends. Its memory may serve another since; one
/// that was born later cannot have taken the lock.
bool has_ended(const raw_holder& holder) noexcept {
    image<weir::detail::child_promise> child;
    // Also on the shard by the system call: the memory may have been given back.
    if (!child.load(memory(vantage::outside), child_of_promise(holder.task))) return true;
    return !child->linked() || address_of(child->name()) != holder.name ||
           child->born() > holder.since;
}

void look_at_mutex(const memory& from, raw_task& task) noexcept {
    image<mutex> lock;
    if (!lock.load(from, task.object) || !lock->locked()) return;
    const lock_holder& by = lock->holder();
    task.holder = {address_of(by.task), address_of(by.name), by.since, false};
    if (task.holder.task != 0) task.holder.ended = has_ended(task.holder);
}

void look_at_channel(const memory& from, raw_task& task) noexcept {
    image<channel<int>> through;
    if (through.load(from, task.object)) task.no_sender = through->senders_gone();
}

}  // namespace

bool find_waited_object(const memory& from, std::uintptr_t loop, raw_task& task) noexcept {
    op_info info;
    if (!from.read(task.awaiting, info) || !from.is_text(info.kind, "sync")) return false;
    search(loop, task);
    if (task.object == 0) return true;
    if (from.is_text(info.name, "mutex.lock")) look_at_mutex(from, task);
    if (from.is_text(info.name, "channel.receive")) look_at_channel(from, task);
    return true;
}

}  // namespace weir::inline v0::diag::detail
