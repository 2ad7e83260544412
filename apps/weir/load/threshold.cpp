// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/threshold.hpp"

#include "parse_values.hpp"

#include <weir/lab/words.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir::inline v0::cli {
namespace {

std::optional<double> decimal(std::string_view text) noexcept {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// p99.9 and p999 are the same; p100 is the largest.
std::optional<double> quantile_named(std::string_view digits) noexcept {
    const auto number = decimal(digits);
    if (!number || *number < 0) return std::nullopt;
    if (*number <= 100) return *number / 100;
    if (digits.contains('.') || digits.size() > 6 || digits.front() != '9') return std::nullopt;
    return *number / std::pow(10, static_cast<double>(digits.size()));
}

constexpr const char* expected =
    "a promise such as 'p99<250ms', 'errors%<1' or 'ok_per_s>=500', with or without "
    "'@users<=2000' or '@rate<=2000'";

}  // namespace

result<threshold, std::string> threshold::parse(std::string_view text) {
    threshold made;
    made.text_ = std::string(text);
    const auto wrong = [&] { return std::unexpected("'" + made.text_ + "' is not " + expected); };
    const std::size_t at = text.find('@');
    std::string_view rest = text.substr(0, at);
    const std::size_t end = rest.find_first_of("<>");
    if (end == std::string_view::npos || !made.parse_measure(rest.substr(0, end))) return wrong();
    rest.remove_prefix(end);
    const auto by = take_relation(rest);
    if (!by || !made.parse_bound(rest)) return wrong();
    made.by_ = *by;
    if (at != std::string_view::npos && !made.parse_level(text.substr(at + 1))) return wrong();
    return made;
}

bool threshold::parse_measure(std::string_view name) noexcept {
    if (name == "mean") {
        what_ = measure::mean;
    } else if (name == "errors%") {
        what_ = measure::errors;
    } else if (name == "ok_per_s") {
        what_ = measure::rate;
    } else if (name == "max") {
        quantile_ = 1;
    } else {
        const auto quantile = name.starts_with('p') ? quantile_named(name.substr(1)) : std::nullopt;
        quantile_ = quantile.value_or(0);
        return quantile.has_value();
    }
    return true;
}

std::optional<threshold::relation> threshold::take_relation(std::string_view& text) noexcept {
    if (text.empty() || (text.front() != '<' && text.front() != '>')) return std::nullopt;
    const bool less = text.front() == '<';
    text.remove_prefix(1);
    const bool equal = text.starts_with('=');
    if (equal) text.remove_prefix(1);
    if (less) return equal ? relation::at_most : relation::less;
    return equal ? relation::at_least : relation::more;
}

bool threshold::parse_bound(std::string_view text) noexcept {
    if (what_ == measure::quantile || what_ == measure::mean) {
        const auto time = parse_duration(text);
        if (!time) return false;
        bound_ = std::chrono::duration<double, std::milli>(*time).count();
        return true;
    }
    if (what_ == measure::errors && text.ends_with('%')) text.remove_suffix(1);
    const auto number = decimal(text);
    bound_ = number.value_or(0);
    return number && *number >= 0;
}

bool threshold::parse_level(std::string_view text) noexcept {
    const std::size_t end = std::min(text.find_first_of("<>"), text.size());
    const std::string_view name = text.substr(0, end);
    if (name != "users" && name != "rate") return false;
    model_ = name == "users" ? model::closed : model::open;
    text.remove_prefix(end);
    const auto by = take_relation(text);
    const auto number = decimal(text);
    if (!by || !number) return false;
    level_by_ = *by;
    level_ = *number;
    return true;
}

bool threshold::holds(double value, relation by, double bound) noexcept {
    switch (by) {
        case relation::less:
            return value < bound;
        case relation::at_most:
            return value <= bound;
        case relation::more:
            return value > bound;
        default:
            return value >= bound;
    }
}

bool threshold::applies_to(bool open, double level) const noexcept {
    if (model_ == model::any) return true;
    return open == (model_ == model::open) && holds(level, level_by_, level_);
}

// No value: no request at all, or (for a quantile) too many that never succeeded.
std::optional<double> threshold::value_in(const load::step_result& step) const noexcept {
    const std::uint64_t all = step.all();
    if (what_ == measure::rate) return step.ok_per_s();
    if (all == 0) return std::nullopt;
    if (what_ == measure::errors)
        return 100 * static_cast<double>(all - step.ok) / static_cast<double>(all);
    if (step.ok == 0) return std::nullopt;
    if (what_ == measure::mean) return step.latency.mean() / 1e6;
    // A hair less, or 0.99 of 100 would ask for the 100th.
    const double share = std::nextafter(quantile_, 0.0);
    const double rank = std::max(1.0, std::ceil(share * static_cast<double>(all)));
    if (rank > static_cast<double>(step.ok)) return std::nullopt;
    return static_cast<double>(step.latency.percentile(rank / static_cast<double>(step.ok))) / 1e6;
}

threshold::verdict threshold::check(const load::step_result& step) const {
    verdict v{.held = false, .value = value_in(step), .found = {}};
    if (!v.value) {
        v.found = step.all() == 0 ? "no request ended" : "too few requests succeeded";
        // Without end is more than anything, but nothing is not.
        v.held = step.all() != 0 && (by_ == relation::more || by_ == relation::at_least);
        return v;
    }
    v.held = holds(*v.value, by_, bound_);
    if (what_ == measure::errors)
        v.found = lab::number_text(*v.value) + " %";
    else if (what_ == measure::rate)
        v.found = lab::number_text(*v.value) + "/s";
    else
        v.found = lab::ms_text(*v.value);
    return v;
}

}  // namespace weir::inline v0::cli
