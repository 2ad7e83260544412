// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The experiments of the lab: each reproduces a field report, before and after, and measures both.
///
///     for (const lab::experiment& e : lab::catalogue()) print(e.name, e.question);

#include <span>
#include <string_view>

namespace weir::inline v0::lab {

struct experiment {
    std::string_view name;      ///< what `weir lab run` takes
    std::string_view question;  ///< what it answers, one line
    std::string_view method;    ///< what it does, a sentence or two
};

/// All experiments, in the order of the story. Lifetime: static.
[[nodiscard]] std::span<const experiment> catalogue() noexcept;

}  // namespace weir::inline v0::lab
