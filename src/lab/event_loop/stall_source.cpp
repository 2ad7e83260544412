// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/stall_source.hpp"

#include <weir/base/log.hpp>
#include <weir/diag/monitor.hpp>
#include <weir/diag/profile_formats.hpp>

#include <cstdio>

namespace weir::inline v0::lab {

void log_errors_only() noexcept {
    set_log_sink([](log_level level, std::string_view line) noexcept {
        if (level == log_level::error)
            std::fprintf(stderr, "weir: %.*s\n", static_cast<int>(line.size()), line.data());
    });
}

std::string stalls_as_json() {
    if (diag::shards_now().empty()) return "null";
    std::string list = "[";
    for (const diag::stall_record& record : diag::recent_stalls())
        list += (list.size() > 1 ? "," : "") + diag::to_json(record);
    return list + "]";
}

std::string collapsed_profile(duration back) {
    return diag::to_collapsed(diag::recent_profile(back));
}

}  // namespace weir::inline v0::lab
