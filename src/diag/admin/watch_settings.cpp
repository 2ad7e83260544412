// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/watch_settings.hpp"

#include "diag/report/diagnostics.hpp"

namespace weir::inline v0::diag::detail {

watch_settings watch_settings_now() noexcept {
    // Set before the first shard begins and constant from then on.
    const diagnostics* all = diagnostics::get();
    if (all == nullptr) return {};
    return {all->settings().threshold, all->settings().liveness_threshold};
}

}  // namespace weir::inline v0::diag::detail
