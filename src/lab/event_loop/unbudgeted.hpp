// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// An await that is ready and does not ask the step's budget, as the microtasks of other loops.
///
/// Everything of Weir that can be awaited spends one unit of the budget when it need not wait. The
/// lab needs something that does not, to show what the budget is for.

#include <weir/coro/promise.hpp>

namespace weir::inline v0::lab {

class unbudgeted {
public:
    bool ready(const environment&) noexcept { return true; }
    waiter* start(const environment&, promise_base*, waiter& w) noexcept { return &w; }
    void take() noexcept {}
};

}  // namespace weir::inline v0::lab
