// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The part of a report's JSON that only the experiment `event-loop` has.

#include <weir/lab/event_loop_report.hpp>

#include <nlohmann/json.hpp>

#include <vector>

namespace weir::inline v0::lab {

[[nodiscard]] nlohmann::ordered_json subjects_json(const std::vector<loop_subject>& subjects);
[[nodiscard]] nlohmann::ordered_json checks_json(const std::vector<report_check>& checks);

}  // namespace weir::inline v0::lab
