// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/stall_log.hpp"

#include "diag/watch/steady_clock.hpp"

#include <weir/base/log.hpp>

#include <utility>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t max_culprits = 1'024;

}  // namespace

bool stall_log::admit(const std::string& culprit, std::uint64_t now_ns) {
    if (now_ns - second_began_ns_ >= second_ns) {
        second_began_ns_ = now_ns;
        lines_ = 0;
    }
    if (last_.size() >= max_culprits) last_.clear();
    const auto [last, fresh] = last_.try_emplace(culprit, now_ns);
    if (lines_ >= limit_ || (!fresh && now_ns - last->second < second_ns)) return false;
    last->second = now_ns;
    ++lines_;
    return true;
}

void stall_log::write(const stall_record& record, std::uint64_t now_ns) {
    if (!admit(record.culprit, now_ns)) {
        ++dropped_;
        return;
    }
    std::string line = to_json(record);
    if (const std::uint64_t untold = dropped_ - std::exchange(told_dropped_, dropped_); untold != 0)
        line.insert(line.size() - 1, ",\"lines_dropped\":" + std::to_string(untold));
    log(log_level::warning, line);
}

}  // namespace weir::inline v0::diag
