// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/v8_profile.hpp"

#include "diag/profile/timeline.hpp"

namespace weir::inline v0::diag::detail {
namespace {

/// What leads to the line of the innermost frame; 0 if there is none.
unsigned line_of(const profile& p, std::uint32_t stack) noexcept {
    return stack == profile::no_stack ? 0 : p.frame_of(stack).line;
}

}  // namespace

std::int64_t microseconds(time_point t) noexcept {
    return std::chrono::floor<std::chrono::microseconds>(t.time_since_epoch()).count();
}

v8_profile::v8_profile(const profile& p, std::uint32_t track) : profile_(p), tree_(p) {
    const std::vector<timeline_slot> slots = timeline_of(p, track);
    if (slots.empty()) return;
    start_us_ = microseconds(slots.front().begin);
    end_us_ = microseconds(slots.back().begin);
    std::int64_t before = start_us_;
    for (const timeline_slot& slot : slots) {
        const std::int64_t now = microseconds(slot.begin);
        deltas_us_.push_back(now - before);
        before = now;
        add(slot.idle ? function_tree::idle : tree_.of(slot.stack), line_of(p, slot.stack));
    }
}

void v8_profile::add(std::uint32_t tree_node, unsigned line) {
    samples_.push_back(tree_node);
    ++ticks_[{tree_node, line}];
}

void v8_profile::write_call_frame(json_writer& to, std::uint32_t number) const {
    const auto& f = tree_.function_of(number);
    // Counted from 0; -1 says unknown.
    to.raw("\"callFrame\":{\"functionName\":").text(f.label);
    to.raw(",\"scriptId\":\"0\",\"url\":").text(profile_.text(f.file));
    to.raw(",\"lineNumber\":").number(static_cast<std::int64_t>(f.line) - 1);
    to.raw(",\"columnNumber\":").raw(f.line == 0 ? "-1}" : "0}");
}

void v8_profile::write_ticks(json_writer& to, std::uint32_t number) const {
    std::uint64_t hits = 0;
    std::string lines;
    for (auto it = ticks_.lower_bound({number, 0}); it != ticks_.end(); ++it) {
        const auto& [place, ticks] = *it;
        if (place.first != number) break;
        hits += ticks;
        if (place.second == 0) continue;
        lines += lines.empty() ? "" : ",";
        lines += "{\"line\":" + std::to_string(place.second) +
                 ",\"ticks\":" + std::to_string(ticks) + "}";
    }
    to.raw(",\"hitCount\":").number(hits);
    if (!lines.empty()) to.raw(",\"positionTicks\":[").raw(lines).raw("]");
}

void v8_profile::write_nodes(json_writer& to) const {
    const auto nodes = tree_.nodes();
    std::vector<std::string> children(nodes.size());
    for (std::uint32_t i = 1; i < nodes.size(); ++i) {
        std::string& list = children[nodes[i].parent];
        list += (list.empty() ? "" : ",") + std::to_string(i + 1);
    }
    json_comma comma;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        comma.before(to);
        to.raw("{\"id\":").number(i + 1).raw(",");
        write_call_frame(to, i);
        write_ticks(to, i);
        if (!children[i].empty()) to.raw(",\"children\":[").raw(children[i]).raw("]");
        to.raw("}");
    }
}

void v8_profile::write_nodes_by_parent(json_writer& to) const {
    const auto nodes = tree_.nodes();
    json_comma comma;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        comma.before(to);
        to.raw("{\"id\":").number(i + 1).raw(",");
        if (i != function_tree::root) to.raw("\"parent\":").number(nodes[i].parent + 1).raw(",");
        write_call_frame(to, i);
        to.raw("}");
    }
}

void v8_profile::write_samples(json_writer& to) const {
    json_comma comma;
    for (const std::uint32_t number : samples_) {
        comma.before(to);
        to.number(number + 1);
    }
}

void v8_profile::write_deltas(json_writer& to) const {
    json_comma comma;
    for (const std::int64_t delta : deltas_us_) {
        comma.before(to);
        to.number(delta);
    }
}

}  // namespace weir::inline v0::diag::detail
