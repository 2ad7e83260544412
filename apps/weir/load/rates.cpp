// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/rates.hpp"

#include "parse_values.hpp"

#include <charconv>
#include <cmath>

namespace weir::inline v0::cli {
namespace {

constexpr double highest = 1e6;
constexpr double most_rates = 1000;

// 100:2000:200 is 100, 200, 400, ...: the increments count from zero, as those of users do.
result<std::vector<rate_range>> staircase(std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t second = text.find(':', first + 1);
    if (second == std::string_view::npos) return fail(errc::bad_argument);
    const auto from = parse_rate(text.substr(0, first));
    const auto to = parse_rate(text.substr(first + 1, second - first - 1));
    const auto by = parse_rate(text.substr(second + 1));
    if (!from || !to || !by || *from > *to) return fail(errc::bad_argument);
    if ((*to - *from) / *by >= most_rates) return fail(errc::bad_argument);
    std::vector<rate_range> steps{{.from = *from}};
    const double base = *from < *by ? 0 : *from;
    for (int i = 1; base + i * *by < *to; ++i) steps.push_back({.from = base + i * *by});
    if (*to > *from) steps.push_back({.from = *to});
    return steps;
}

result<rate_range> one(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) {
        const auto rate = parse_rate(text);
        if (!rate) return fail(rate.error());
        return rate_range{.from = *rate};
    }
    const auto from = parse_rate(text.substr(0, dots));
    const auto to = parse_rate(text.substr(dots + 2));
    if (!from || !to) return fail(errc::bad_argument);
    return rate_range{.from = *from, .to = *to};
}

}  // namespace

result<double> parse_rate(std::string_view text) {
    double rate = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
    if (error != std::errc() || end != text.data() + text.size()) return fail(errc::bad_argument);
    if (!(rate >= 0.001 && rate <= highest)) return fail(errc::bad_argument);
    return rate;
}

result<std::vector<rate_range>> parse_rates(std::string_view text) {
    if (text.contains(':')) return staircase(text);
    const auto parts = parse_list(text);
    if (!parts || static_cast<double>(parts->size()) > most_rates) return fail(errc::bad_argument);
    std::vector<rate_range> steps;
    for (const std::string& part : *parts) {
        const auto step = one(part);
        if (!step) return fail(step.error());
        steps.push_back(*step);
    }
    return steps;
}

}  // namespace weir::inline v0::cli
