// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The shards that run, of every runtime of this process, with their handles.
///
/// A shard enters when it begins and leaves when it ends; it cannot end while somebody looks at the
/// list, which therefore is never done for longer than it takes to walk one shard's memory.

#include <weir/rt/handle.hpp>
#include <weir/rt/shard.hpp>
#include <weir/rt/shard_observer.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>

namespace weir::inline v0::diag::detail {

class question;

struct live_shard {
    shard* where = nullptr;
    handle_list* handles = nullptr;
    std::weak_ptr<question> walk_asked;  ///< the last of each kind
    std::weak_ptr<question> handles_asked;
};

class live_shards final : shard_observer {
public:
    static constexpr std::size_t capacity = 1024;  ///< those beyond are not seen

    /// That of the process.
    [[nodiscard]] static live_shards& all() noexcept;

    /// Calls `visit(live_shard&)` for each.
    template <class Visitor>
    void for_each(Visitor&& visit) {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < count_; ++i) visit(shards_[i]);
    }

    /// Calls `visit(live_shard&)` if the shard still runs; false if not.
    template <class Visitor>
    bool with(const shard* wanted, Visitor&& visit) {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < count_; ++i) {
            if (shards_[i].where != wanted) continue;
            visit(shards_[i]);
            return true;
        }
        return false;
    }

private:
    void begins(shard& s) noexcept override;
    void ends(shard& s) noexcept override;

    static live_shards* instance_;  // a debugger finds it by this name

    std::mutex mutex_;
    std::array<live_shard, capacity> shards_{};
    std::size_t count_ = 0;
};

}  // namespace weir::inline v0::diag::detail
