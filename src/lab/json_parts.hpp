// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the parts of a report's JSON are made of.

#include <weir/lab/latency_figures.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace weir::inline v0::lab {

/// Enough digits to compare by, few enough to read; null for what is no number.
[[nodiscard]] nlohmann::ordered_json number(double value);
[[nodiscard]] nlohmann::ordered_json number(const std::optional<double>& value);
[[nodiscard]] nlohmann::ordered_json text_or_null(const std::string& text);
[[nodiscard]] nlohmann::ordered_json percentiles(const latency_figures& of);
void add_latency(nlohmann::ordered_json& into, const latency_figures& of);

template <class List, class Fn>
[[nodiscard]] nlohmann::ordered_json each(const List& list, Fn fn) {
    auto array = nlohmann::ordered_json::array();
    for (const auto& entry : list) array.push_back(fn(entry));
    return array;
}

}  // namespace weir::inline v0::lab
