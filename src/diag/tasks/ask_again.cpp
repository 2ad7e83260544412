// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/ask_again.hpp"

namespace weir::inline v0::diag::detail {

bool wait_for_answer(const std::shared_ptr<question>& which,
                     std::weak_ptr<question> live_shard::* slot, time_point limit) {
    while (!which->posted()) {
        std::shared_ptr<question> before;
        const bool lives = live_shards::all().with(
            which->to(), [&](live_shard& s) { before = question::ask(which, s.*slot); });
        if (!lives || (before == nullptr && !which->posted())) return false;
        if (before != nullptr && !before->answered_by(limit)) return false;
    }
    return which->answered_by(limit);
}

}  // namespace weir::inline v0::diag::detail
