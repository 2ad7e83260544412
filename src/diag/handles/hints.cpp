// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/handles/hints.hpp"

#include "diag/tasks/words.hpp"

#include <chrono>
#include <utility>

namespace weir::inline v0::diag::detail {
namespace {

/// So many tasks that sleep at one place are rarely meant.
constexpr std::size_t many_timers = 100;
/// A peer that is silent for this long may be gone.
constexpr duration long_idle = std::chrono::minutes(1);

}  // namespace

void hints::add_timer(const std::string& place, duration waiting) {
    timers_[place].add(waiting);
}

void hints::add_unkept_socket(const std::string& place, duration idle) {
    if (idle >= long_idle) sockets_[place].add(idle);
}

std::vector<std::string> hints::take() {
    for (const auto& [place, g] : timers_)
        if (g.count >= many_timers)
            add(std::to_string(g.count) + " tasks wait for a timer at " + place +
                ", the longest for " + duration_words(g.longest) + ": are they ever ended?");
    for (const auto& [place, g] : sockets_)
        add(std::to_string(g.count) + " idle socket(s) made at " + place +
            " have no keep-alive, the longest silent for " + duration_words(g.longest) +
            ": a peer that vanished is not noticed");
    return std::move(sentences_);
}

}  // namespace weir::inline v0::diag::detail
