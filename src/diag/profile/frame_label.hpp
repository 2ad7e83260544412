// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/profile.hpp>

#include <string>

namespace weir::inline v0::diag::detail {

/// The name of a frame as the formats show it; not yet made UTF-8.
[[nodiscard]] std::string frame_label(const profile& p, const profile::frame& f);

}  // namespace weir::inline v0::diag::detail
