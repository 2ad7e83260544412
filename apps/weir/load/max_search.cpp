// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/max_search.hpp"

#include <algorithm>
#include <cmath>

namespace weir::inline v0::cli {
namespace {

/// Four digits say enough, and can be typed again.
double readable(double level) noexcept {
    const double unit = std::pow(10, std::floor(std::log10(level)) - 3);
    return std::round(level / unit) * unit;
}

}  // namespace

std::optional<double> max_search::upper_end() const noexcept {
    if (broke_ && unjudged_) return std::min(*broke_, *unjudged_);
    return broke_ ? broke_ : unjudged_;
}

double max_search::way_up() const noexcept {
    return std::min(held_ ? *held_ * 2 : options_.from, options_.to);
}

double max_search::between(double low, double high) const noexcept {
    const double middle = std::sqrt(low * high);
    return options_.whole ? std::floor(middle) : readable(middle);
}

std::optional<double> max_search::next() noexcept {
    if (complete_ || measured_ == most_levels) return std::nullopt;
    if (again_) return current_;
    confirming_ = false;
    const auto high = upper_end();
    if (!high && held_ != options_.to) return current_ = way_up();
    if (high && !held_) {
        // The first level broke: go down as one would go up.
        const double lower = options_.whole ? std::floor(*high / 2) : *high / 2;
        complete_ = lower < (options_.whole ? 1 : options_.from / 1024);
        if (complete_) return std::nullopt;
        return current_ = lower;
    }
    if (high) {
        const double middle = between(*held_, *high);
        if (*high > *held_ * (1 + options_.precision) && middle > *held_ && middle < *high)
            return current_ = middle;
    }
    complete_ = confirmed_ >= options_.confirmations;
    if (complete_) return std::nullopt;
    confirming_ = true;
    return current_ = *held_;
}

void max_search::add(outcome how) noexcept {
    ++measured_;
    again_ = how == outcome::unjudged && !again_;
    if (again_) return;
    if (how == outcome::held) {
        confirmed_ = confirming_ ? confirmed_ + 1 : 0;
        if (!confirming_) held_levels_[held_count_++] = current_;
        held_ = current_;
        return;
    }
    auto& end = how == outcome::broke ? broke_ : unjudged_;
    end = end ? std::min(*end, current_) : current_;
    if (confirming_) fall_back();
}

// It held once and broke once, so it does not hold: what held below it counts.
void max_search::fall_back() noexcept {
    confirmed_ = 0;
    held_.reset();
    for (std::size_t i = 0; i < held_count_; ++i)
        if (held_levels_[i] < current_ && (!held_ || held_levels_[i] > *held_))
            held_ = held_levels_[i];
}

}  // namespace weir::inline v0::cli
