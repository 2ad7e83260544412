// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/event_feed.hpp"

#include "diag/admin/shards_json.hpp"

#include <weir/diag/monitor.hpp>

#include <algorithm>
#include <ranges>

namespace weir::inline v0::diag::detail {
namespace {

constexpr std::size_t looked_at = 64;

}  // namespace

std::string event_text(std::string_view name, std::string_view data) {
    return "event: " + std::string(name) + "\ndata: " + std::string(data) + "\n\n";
}

void event_feed::begin() {
    open_.clear();
    last_id_ = 0;
    static_cast<void>(news(recent_stalls(looked_at)));
}

std::string event_feed::next() {
    std::string text = event_text("shards", live_json());
    const std::vector<stall_record> recent = recent_stalls(looked_at);
    for (const stall_record* s : news(recent)) text += event_text("stall", to_json(*s));
    return text;
}

std::vector<const stall_record*> event_feed::news(const std::vector<stall_record>& recent) {
    std::vector<const stall_record*> told;
    for (const stall_record& s : std::views::reverse(recent)) {
        const auto open = open_.find(s.id);
        const bool fresh = s.id > last_id_;
        const bool changed = open != open_.end() && (s.ended || s.cause != open->second);
        if (!fresh && !changed) continue;
        told.push_back(&s);
        last_id_ = std::max(last_id_, s.id);
        if (s.ended)
            open_.erase(s.id);
        else
            open_[s.id] = s.cause;
    }
    // Those that fell out of the history without their end being seen.
    if (!recent.empty()) open_.erase(open_.begin(), open_.lower_bound(recent.back().id));
    return told;
}

}  // namespace weir::inline v0::diag::detail
