// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the numbers of `event-loop` say, in plain language, and which claims they bear out. All of
/// it is computed from what was measured; any claim may fail.

#include <weir/lab/event_loop_options.hpp>
#include <weir/lab/event_loop_report.hpp>

#include <string>
#include <vector>

namespace weir::inline v0::lab {

/// On a route; `harm` is the one of its subject that harms, which may be the same.
[[nodiscard]] std::string route_verdict(const loop_route& route, const loop_route& harm);

/// On a subject: the harm and its cures in a sentence.
[[nodiscard]] std::string subject_verdict(const loop_subject& subject);

/// The claims about a subject.
[[nodiscard]] std::vector<report_check> checks_of(const loop_subject& subject,
                                                  const event_loop_options& options);

/// On the whole: how many claims held, and the worst harm.
[[nodiscard]] std::string overall_verdict(const std::vector<loop_subject>& subjects,
                                          const std::vector<report_check>& checks);

}  // namespace weir::inline v0::lab
