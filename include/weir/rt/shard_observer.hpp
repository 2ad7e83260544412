// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Hears of the shards of this process: begin, end, and steps that were reported. Observability
/// points down, so the runtime knows this seam and not who listens.
///
/// Register before the first runtime starts (a static initialiser will do) and stay registered;
/// calls come on the shard's own thread and must be short, except in `begins` and `ends`.

#include <weir/base/time.hpp>

#include <cstdint>

namespace weir::inline v0 {

class shard;

/// What one coroutine ran of a step (or other work of a turn) after which the switch cell had
/// changed, see `loop_context::check_switch`.
struct flagged_step {
    const void* site;         ///< `loop_context::step_site()`; null for timers, posted work, hooks
    time_point ended;         ///< when it ended
    std::uint64_t blocked;    ///< how often it gave up the CPU of its own accord
    std::uint64_t preempted;  ///< how often the CPU was taken from it
    bool requested;           ///< the report was asked for by `request_step_report`
};

class shard_observer {
public:
    shard_observer() noexcept;
    shard_observer(const shard_observer&) = delete;
    shard_observer& operator=(const shard_observer&) = delete;

    virtual void begins(shard&) noexcept {}
    virtual void flagged(shard&, const flagged_step&) noexcept {}
    virtual void ends(shard&) noexcept {}

    /// Calls `visit(shard_observer&)` for each.
    template <class Visitor>
    static void for_each(Visitor&& visit) {
        for (shard_observer* o = first(); o != nullptr; o = o->next_) visit(*o);
    }

protected:
    ~shard_observer() = default;

private:
    [[nodiscard]] static shard_observer* first() noexcept;

    shard_observer* next_;
};

}  // namespace weir::inline v0
