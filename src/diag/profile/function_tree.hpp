// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/profile.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace weir::inline v0::diag::detail {

/// The tree of calls without regard to lines, for formats that know functions only.
///
/// The line of a function is the lowest seen in the whole profile, so that the same function has
/// the same line wherever it is called from: tools tell functions apart by it.
class function_tree {
public:
    /// Nodes that are always there: the root, a stack that is not known, waiting for work.
    static constexpr std::uint32_t root = 0, program = 1, idle = 2;

    struct function {
        std::string label;
        std::uint32_t file = 0;  ///< for `profile::text`
        unsigned line = 0;       ///< 0 if unknown
    };

    struct node {
        std::uint32_t parent = 0;
        std::uint32_t function = 0;
    };

    explicit function_tree(const profile& p);

    /// The node of a stack of the profile; made if it is new.
    [[nodiscard]] std::uint32_t of(std::uint32_t stack);

    [[nodiscard]] std::span<const node> nodes() const noexcept { return nodes_; }
    [[nodiscard]] const function& function_of(std::uint32_t number) const noexcept {
        return functions_[nodes_[number].function];
    }

private:
    [[nodiscard]] std::uint32_t add_function(const profile::frame& f);
    [[nodiscard]] std::uint32_t child(std::uint32_t parent, std::uint32_t function);

    const profile& profile_;
    std::vector<function> functions_;
    std::vector<std::uint32_t> function_of_frame_;
    std::map<std::tuple<frame_kind, bool, std::uint32_t, std::uint32_t>, std::uint32_t> known_;
    std::vector<node> nodes_;
    std::vector<std::uint32_t> node_of_stack_;  ///< 0 for not yet
    std::unordered_map<std::uint64_t, std::uint32_t> children_;
};

}  // namespace weir::inline v0::diag::detail
