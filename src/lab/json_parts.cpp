// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/json_parts.hpp"

#include <cmath>

namespace weir::inline v0::lab {

using json = nlohmann::ordered_json;

json number(double value) {
    if (!std::isfinite(value)) return nullptr;
    const double magnitude = std::abs(value) < 1 ? 1e6 : 1e3;
    return std::round(value * magnitude) / magnitude;
}

json number(const std::optional<double>& value) {
    return value ? number(*value) : json(nullptr);
}

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

json percentiles(const latency_figures& of) {
    json points = json::array();
    for (const auto& [share, ms] : of.percentiles) points.push_back({share, number(ms)});
    return points;
}

void add_latency(json& into, const latency_figures& of) {
    into["mean_ms"] = number(of.mean_ms);
    into["p50_ms"] = number(of.p50_ms);
    into["p95_ms"] = number(of.p95_ms);
    into["p99_ms"] = number(of.p99_ms);
    into["p999_ms"] = number(of.p999_ms);
    into["max_ms"] = number(of.max_ms);
}

}  // namespace weir::inline v0::lab
