// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Collects all coroutines below a shard's root scope: on the shard, or from outside.
///
/// From outside the memory may change under the walk, or be given back. Every link is therefore
/// followed through a checked copy: a child's parent must be the one it was found under. What does
/// not fit is dropped, and the tree then says that it is not complete. The walk ends in any case,
/// since it visits at most `limit` coroutines and links.

#include "diag/tasks/memory.hpp"
#include "diag/tasks/raw_task.hpp"

#include <cstddef>
#include <vector>

namespace weir::inline v0 {
class promise_base;
class shard;
}  // namespace weir::inline v0

namespace weir::inline v0::diag::detail {

class tree_walk {
public:
    /// Allocates all that the walk needs.
    explicit tree_walk(std::size_t limit);

    /// Allocates nothing.
    void run(shard& of, vantage from) noexcept;

    [[nodiscard]] raw_tree& tree() noexcept { return tree_; }

private:
    struct place {
        std::uintptr_t address;
        std::uintptr_t parent_address;
        std::uint32_t parent;
        std::uint32_t depth;
        std::uintptr_t scope;  ///< 0 if the parent awaits it
    };

    void visit(const memory& from, const place& p) noexcept;
    void add_children(const memory& from, const place& any_child) noexcept;
    void add_below(const memory& from, const promise_base& copy, const place& p) noexcept;
    void push(const place& p) noexcept;
    [[nodiscard]] bool follow() noexcept;
    void torn() noexcept { tree_.complete = false; }
    void turn_over(std::size_t first) noexcept;
    void drop_doubtful_objects() noexcept;

    std::size_t limit_;
    std::size_t searches_left_ = 0;
    std::size_t links_left_ = 0;
    raw_tree tree_;
    std::vector<place> todo_;
    std::vector<std::uintptr_t> sorted_;
    std::uintptr_t loop_ = 0;
};

}  // namespace weir::inline v0::diag::detail
