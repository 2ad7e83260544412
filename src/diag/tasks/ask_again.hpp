// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/tasks/live_shards.hpp"
#include "diag/tasks/question.hpp"

#include <memory>

namespace weir::inline v0::diag::detail {

/// Waits for the answer until the limit. A question that was not posted, because another's was
/// before it, is posted after that one's answer.
[[nodiscard]] bool wait_for_answer(const std::shared_ptr<question>& which,
                                   std::weak_ptr<question> live_shard::* slot, time_point limit);

}  // namespace weir::inline v0::diag::detail
