// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/profile/function_tree.hpp"
#include "diag/profile/json_writer.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace weir::inline v0::diag::detail {

/// One track in the terms of V8's profiler, which both formats of Chromium share: numbered nodes,
/// one of them a sample, and the microseconds between the samples.
class v8_profile {
public:
    v8_profile(const profile& p, std::uint32_t track);

    [[nodiscard]] std::int64_t start_us() const noexcept { return start_us_; }
    [[nodiscard]] std::int64_t end_us() const noexcept { return end_us_; }
    [[nodiscard]] bool empty() const noexcept { return samples_.empty(); }

    /// The nodes, each with its children and what was hit.
    void write_nodes(json_writer& to) const;
    /// The nodes, each with its parent.
    void write_nodes_by_parent(json_writer& to) const;
    void write_samples(json_writer& to) const;
    void write_deltas(json_writer& to) const;

private:
    void add(std::uint32_t tree_node, unsigned line);
    void write_call_frame(json_writer& to, std::uint32_t number) const;
    void write_ticks(json_writer& to, std::uint32_t number) const;

    const profile& profile_;
    function_tree tree_;
    std::int64_t start_us_ = 0;
    std::int64_t end_us_ = 0;
    std::vector<std::uint32_t> samples_;  ///< nodes of the tree
    std::vector<std::int64_t> deltas_us_;
    std::map<std::pair<std::uint32_t, unsigned>, std::uint64_t> ticks_;  ///< by node and line
};

[[nodiscard]] std::int64_t microseconds(time_point t) noexcept;

}  // namespace weir::inline v0::diag::detail
