// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All of the diagnostics of this process: made when the first shard begins, never destroyed, since
/// a shard may outlive `main`; only its threads end with the program.

#include "diag/report/names.hpp"
#include "diag/report/stall_archive.hpp"
#include "diag/report/stall_log.hpp"
#include "diag/watch/stall_queue.hpp"
#include "diag/watch/watchdog.hpp"

#include <weir/diag/monitor.hpp>
#include <weir/diag/profile_store.hpp>
#include <weir/rt/shard_observer.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace weir::inline v0::diag {

class diagnostics {
public:
    /// Null before a shard began, and where they are switched off.
    [[nodiscard]] static diagnostics* get() noexcept;
    [[nodiscard]] static diagnostics& make();
    [[nodiscard]] static bool switched_off() noexcept;
    /// Those that `make` will use. False when it has.
    [[nodiscard]] static bool set_options(options o);
    /// Ends the threads, after what the reporter had to do is done.
    static void end() noexcept;

    void attach(shard& s) noexcept;
    void detach(shard& s) noexcept;
    void flagged(shard& s, const flagged_step& step) noexcept;

    [[nodiscard]] const options& settings() const noexcept { return options_; }
    [[nodiscard]] watchdog& watch() noexcept { return watchdog_; }
    [[nodiscard]] stall_archive& archive() noexcept { return archive_; }
    [[nodiscard]] stall_queue& queue() noexcept { return queue_; }
    [[nodiscard]] std::uint64_t log_lines_dropped() const noexcept { return lines_dropped_; }
    [[nodiscard]] const std::string& sampler_reason() const noexcept { return sampler_reason_; }
    [[nodiscard]] watched_shard* place_of(unsigned shard) noexcept;
    [[nodiscard]] profile profile_of(duration back);
    [[nodiscard]] result<std::string> write_profile(duration back);

private:
    explicit diagnostics(options o);

    void report() noexcept;
    void on_stall(const raw_stall& raw);
    void on_wish(profile_wish wish);
    void log_tiers(const watched_shard& place, const shard& s);
    [[nodiscard]] bool wants_profile(const stall_record& record);
    [[nodiscard]] watched_shard* place_with(const raw_stall& raw) noexcept;

    options options_;
    stall_queue queue_;
    names names_;
    stall_archive archive_;
    stall_log log_;
    std::atomic<std::uint64_t> lines_dropped_{0};
    std::string sampler_reason_;
    std::once_flag tiers_logged_;
    std::mutex store_lock_;
    std::optional<profile_store> store_;
    std::set<std::string> profiled_;  // culprits
    watchdog watchdog_{queue_};
    std::thread reporter_;
    int process_ = 0;
};

}  // namespace weir::inline v0::diag
