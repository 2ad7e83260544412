// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The watchdog's view of one shard.
///
/// Made when the shard begins and used again when it has ended, never freed: `/livez` reads it
/// without a lock. The lock is held by the watchdog during a look, by the shard only when it begins
/// and ends, and by readers for a copy.

#include "diag/watch/blocking_sites.hpp"
#include "diag/watch/live_note.hpp"
#include "diag/watch/raw_stall.hpp"
#include "diag/watch/sample_ring.hpp"
#include "diag/watch/sampler.hpp"
#include "diag/watch/thread_files.hpp"

#include <weir/rt/shard.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::diag {

class cgroup_throttle;
class stall_queue;
class unwinder;

/// What one round of the watchdog brings along.
struct watch_round {
    std::uint64_t now_ns;
    std::uint64_t late_ns;           ///< woken so much later than asked for
    std::uint64_t late_runnable_ns;  ///< of that it waited for a CPU
    const cgroup_throttle& throttle;
    unwinder* unwind;  ///< null when a shard ends, on its own thread
    stall_queue& reports;
    std::atomic<std::uint64_t>& next_id;
    bool unknown_code = false;  ///< set when a stack leads into a module that is not known
};

class watched_shard {
public:
    /// For a shard that begins: two may begin at once. False if it is taken.
    [[nodiscard]] bool reserve() noexcept { return !attached_.exchange(true); }

    // On the shard's thread.
    /// `reason` says why the sampling is not better than it is.
    void attach(shard& s, std::uint64_t threshold_ns, unsigned sample_rate, std::string& reason);
    /// Tells the stall that may just have ended.
    void detach(watch_round& round) noexcept;
    void note_flagged(const flagged_step& step) noexcept;

    // On the watchdog's.
    /// False if the shard waits, or there is none.
    bool look(watch_round& round) noexcept;
    [[nodiscard]] bool waits() const noexcept;
    void pause() noexcept;
    void resume() noexcept;

    // On any.
    [[nodiscard]] std::uint64_t threshold_ns() const noexcept { return threshold_ns_; }
    void set_threshold_ns(std::uint64_t ns) noexcept { threshold_ns_ = ns; }
    [[nodiscard]] live_text live() const noexcept { return note_.read(); }
    [[nodiscard]] const live_note& note() const noexcept { return note_; }
    [[nodiscard]] const sample_ring& samples() const noexcept { return samples_; }
    [[nodiscard]] const blocking_sites& sites() const noexcept { return sites_; }
    [[nodiscard]] sampler_tier sampling() const noexcept { return tier_; }
    [[nodiscard]] bool attached() const noexcept { return attached_; }
    [[nodiscard]] int thread_id() const noexcept { return thread_id_; }
    [[nodiscard]] unsigned shard_index() const noexcept { return index_; }
    /// Says the culprit of the stall `id` and its stack in the note, if it still goes on.
    void name_culprit(std::uint64_t id, std::string_view culprit, std::string_view stack) noexcept;
    /// Calls `f(const shard&)` while the shard cannot end; false if there is none.
    template <class F>
    bool with_shard(F&& f) const {
        const std::scoped_lock hold(lock_);
        if (shard_ == nullptr) return false;
        f(static_cast<const shard&>(*shard_));
        return true;
    }

private:
    void begin_turn(std::uint64_t turn, const watch_round& round) noexcept;
    void suspect(watch_round& round) noexcept;
    void observe(watch_round& round) noexcept;
    void capture_stack(watch_round& round) noexcept;
    void capture_chain() noexcept;
    [[nodiscard]] bool spans_lateness(const watch_round& round) const noexcept;
    void note_suspension(watch_round& round) noexcept;
    void add_usage(const thread_usage& now, const watch_round& round) noexcept;
    void announce(watch_round& round) noexcept;
    void close_stall(watch_round& round) noexcept;

    mutable std::mutex lock_;
    shard* shard_ = nullptr;
    std::atomic<bool> attached_{false};
    std::atomic<int> thread_id_{0};
    std::atomic<unsigned> index_{0};
    std::atomic<std::uint64_t> threshold_ns_{0};
    unsigned rate_ = 0;
    std::atomic<sampler_tier> tier_{sampler_tier::none};
    std::optional<thread_files> files_;
    std::unique_ptr<sampler> sampler_;
    sample_ring samples_;
    blocking_sites sites_;
    live_note note_;

    // Of the turn that goes on.
    std::uint64_t turn_ = 0;
    std::uint64_t turns_ = 0;     // at the last look
    std::uint64_t since_ns_ = 0;  // when it, or the last reported step in it, began
    std::uint64_t baseline_ns_ = 0;
    thread_usage baseline_;
    std::uint64_t baseline_throttled_ns_ = 0;
    std::uint64_t late_ns_ = 0;
    std::uint64_t late_runnable_ns_ = 0;

    bool suspected_ = false;
    unsigned announced_ = 0;  // how often
    raw_stall stall_;
    std::uint64_t chain_step_ = 0;

    // What the shard says when a step ends that was to be reported.
    std::atomic<std::uint64_t> ended_ns_{0};
    std::atomic<std::uint64_t> ended_cpu_ns_{0};
    std::atomic<std::uint64_t> ended_runnable_ns_{0};
    std::atomic<std::uint64_t> ended_faults_{0};
    std::atomic<const void*> ended_site_{nullptr};
};

}  // namespace weir::inline v0::diag
