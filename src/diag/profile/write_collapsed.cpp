// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/function_tree.hpp"
#include "diag/profile/utf8.hpp"

#include <weir/diag/profile_formats.hpp>

#include <algorithm>
#include <map>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t piece_size = 16 << 10;

void append_label(std::string& to, std::string_view label) {
    const std::size_t from = to.size();
    detail::append_utf8(to, label);
    std::ranges::transform(to.begin() + static_cast<std::ptrdiff_t>(from), to.end(),
                           to.begin() + static_cast<std::ptrdiff_t>(from), [](char c) {
                               if (c == ';') return ':';
                               return static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
                           });
}

std::string line_of(const detail::function_tree& tree, const std::string& track,
                    std::uint32_t number) {
    std::vector<std::uint32_t> path;
    for (std::uint32_t at = number; at != detail::function_tree::root; at = tree.nodes()[at].parent)
        path.push_back(at);
    std::string line;
    append_label(line, track);
    for (; !path.empty(); path.pop_back()) {
        line += ';';
        append_label(line, tree.function_of(path.back()).label);
    }
    return line;
}

}  // namespace

void write_collapsed(const profile& p, const profile_sink& sink) {
    detail::function_tree tree(p);
    std::map<std::pair<std::uint32_t, std::uint32_t>, duration> times;  // by track and node
    for (const profile_sample& s : p.samples()) times[{s.track, tree.of(s.stack)}] += s.wall;
    std::string pending;
    for (const auto& [place, time] : times) {
        const auto us = std::chrono::round<std::chrono::microseconds>(time).count();
        if (us == 0) continue;
        pending += line_of(tree, p.tracks()[place.first].name, place.second);
        pending += ' ' + std::to_string(us) + '\n';
        if (pending.size() < piece_size) continue;
        sink(pending);
        pending.clear();
    }
    if (!pending.empty()) sink(pending);
}

std::string to_collapsed(const profile& p) {
    std::string text;
    write_collapsed(p, [&](std::string_view piece) { text += piece; });
    return text;
}

}  // namespace weir::inline v0::diag
