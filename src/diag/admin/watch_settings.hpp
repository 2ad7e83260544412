// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/base/time.hpp>

namespace weir::inline v0::diag::detail {

/// The options that answers mention. Takes no lock and allocates nothing.
struct watch_settings {
    duration threshold{};
    duration liveness_threshold{};
};
[[nodiscard]] watch_settings watch_settings_now() noexcept;

}  // namespace weir::inline v0::diag::detail
