// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/clocks.hpp"

#include <weir/base/time.hpp>

namespace weir::inline v0::diag {

clock_pair read_clocks() noexcept {
    return {static_cast<std::uint64_t>(clock::now().time_since_epoch().count()),
            std::chrono::system_clock::now()};
}

}  // namespace weir::inline v0::diag
