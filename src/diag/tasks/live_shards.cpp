// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/live_shards.hpp"

#include <utility>

namespace weir::inline v0::diag::detail {

constinit live_shards* live_shards::instance_ = nullptr;

live_shards& live_shards::all() noexcept {
    // Never destroyed: observers stay to the end.
    static live_shards& the_one = *(instance_ = new live_shards);
    return the_one;
}

void live_shards::begins(shard& s) noexcept {
    const std::lock_guard lock(mutex_);
    if (count_ < capacity) shards_[count_++] = {&s, &handle_list::here(), {}, {}};
}

void live_shards::ends(shard& s) noexcept {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < count_; ++i)
        if (shards_[i].where == &s) shards_[i--] = std::exchange(shards_[--count_], {});
}

namespace {

// Before the first shard begins.
const live_shards& registered = live_shards::all();

}  // namespace

}  // namespace weir::inline v0::diag::detail
