// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/load/plan.hpp>

namespace weir::inline v0::load {

std::vector<unsigned> staircase(unsigned first, unsigned last, unsigned by) {
    std::vector<unsigned> users{first};
    if (by == 0 || last <= first) return users;
    // 1:4000:400 means 1, 400, 800: the increments count from zero, as people write them.
    const unsigned base = first < by ? 0 : first;
    for (std::uint64_t n = std::uint64_t{base} + by; n < last; n += by)
        users.push_back(static_cast<unsigned>(n));
    users.push_back(last);
    return users;
}

}  // namespace weir::inline v0::load
