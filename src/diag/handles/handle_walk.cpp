// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/handles/handle_walk.hpp"

#include "diag/tasks/private_parts.hpp"

#include <bit>

namespace weir::inline v0::diag::detail {
namespace {

template <class Number>
Number number_at(const memory& from, const Number* where) noexcept {
    Number value = 0;
    return from.read(address_of(where), value) ? value : 0;
}

std::optional<pool_numbers> numbers_of(const memory& from, std::uintptr_t entry) noexcept {
    image<pool_entry> pool;
    if (!pool.load(from, entry)) return std::nullopt;
    return pool_numbers{.open = number_at(from, pool->open),
                        .idle = number_at(from, pool->idle),
                        .waiting = number_at(from, pool->waiting),
                        .requests = number_at(from, pool->requests),
                        .connects = number_at(from, pool->connects),
                        .limit = pool->limit,
                        .limit_per_host = pool->limit_per_host};
}

}  // namespace

void handle_walk::run(const handle_list& of, vantage from) noexcept {
    const memory mem(from);
    const std::uintptr_t end = entries_end(of);
    image<list_hook> hook;
    image<handle_entry> entry;
    complete = hook.load(mem, end);
    while (complete && next_in_list(*hook) != end) {
        const std::uintptr_t at = entry_of_hook(next_in_list(*hook));
        complete = found.size() != limit_ && hook.load(mem, next_in_list(*hook)) &&
                   entry.load(mem, at) &&
                   static_cast<std::size_t>(entry->kind()) < handle_kind_count;
        if (!complete) return;
        raw_handle& h = found.emplace_back();
        h.address = at;
        h.kind = entry->kind();
        h.fd = entry->fd();
        h.made_at = std::bit_cast<std::uintptr_t>(entry->made_at());
        h.task = address_of(entry->task());
        h.born = entry->born();
        if (h.kind == handle_kind::client_pool) h.pool = numbers_of(mem, at);
    }
}

}  // namespace weir::inline v0::diag::detail
