// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/stall_archive.hpp"

#include <algorithm>
#include <utility>

namespace weir::inline v0::diag {

void stall_archive::put(archived_stall stall) {
    const std::scoped_lock hold(lock_);
    if (stall.record.ended) ++by_cause_[static_cast<std::size_t>(stall.record.cause)];
    const auto known = std::ranges::find(stalls_, stall.record.id,
                                         [](const archived_stall& s) { return s.record.id; });
    if (known != stalls_.end())
        *known = std::move(stall);
    else
        stalls_.push_back(std::move(stall));
    while (stalls_.size() > limit_) stalls_.pop_front();
}

void stall_archive::set_profile(std::uint64_t id, const std::string& path) {
    const std::scoped_lock hold(lock_);
    for (archived_stall& s : stalls_)
        if (s.record.id == id) s.record.profile = path;
}

std::vector<stall_record> stall_archive::recent(std::size_t limit) const {
    const std::scoped_lock hold(lock_);
    std::vector<stall_record> found;
    for (auto s = stalls_.rbegin(); s != stalls_.rend() && found.size() < limit; ++s)
        found.push_back(s->record);
    return found;
}

std::vector<archived_stall> stall_archive::between(unsigned shard, std::uint64_t from_ns,
                                                   std::uint64_t to_ns) const {
    const std::scoped_lock hold(lock_);
    std::vector<archived_stall> found;
    for (const archived_stall& s : stalls_)
        if (s.record.shard == shard && s.begun_ns <= to_ns &&
            (s.ended_ns == 0 || s.ended_ns >= from_ns))
            found.push_back(s);
    return found;
}

std::array<std::uint64_t, stall_cause_count> stall_archive::by_cause() const {
    const std::scoped_lock hold(lock_);
    return by_cause_;
}

}  // namespace weir::inline v0::diag
