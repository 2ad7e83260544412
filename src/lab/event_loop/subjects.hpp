// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The subjects of the experiment and their routes, as the server has them and the lab calls them.

#include <array>
#include <span>
#include <string_view>

namespace weir::inline v0::lab {

struct route_plan {
    std::string_view path;
    std::string_view what;
    /// What a stall record has to name: a function on the native stack, or a coroutine. Empty for
    /// a cure.
    std::string_view function = {};
};

struct subject_plan {
    std::string_view name;
    std::string_view title;
    route_plan harm;
    std::array<route_plan, 2> cures = {};

    [[nodiscard]] std::span<const route_plan> cure_list() const noexcept {
        return std::span(cures).first(cures[1].path.empty() ? 1 : 2);
    }
};

/// In the order of the story. Lifetime: static.
[[nodiscard]] std::span<const subject_plan> subject_plans() noexcept;

}  // namespace weir::inline v0::lab
