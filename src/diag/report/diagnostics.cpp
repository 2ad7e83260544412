// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/diagnostics.hpp"

#include "diag/report/clocks.hpp"
#include "diag/report/culprit.hpp"
#include "diag/report/profile_builder.hpp"
#include "diag/report/profile_signals.hpp"
#include "diag/watch/signals_blocked.hpp"

#include <weir/base/log.hpp>
#include <weir/diag/profile_formats.hpp>

#include <pthread.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <utility>

namespace weir::inline v0::diag {
namespace {

std::atomic<diagnostics*> the_diagnostics{nullptr};

/// Guards the making.
struct making {
    std::mutex lock;
    options wanted;
};
making& before_making() {
    static auto& m = *new making;
    return m;
}

thread_local watched_shard* own_place = nullptr;

std::uint64_t count_ns(duration d) {
    return static_cast<std::uint64_t>(d.count());
}

/// "read < load_config(char const*) < serve()", without what carries every shard.
std::string short_stack(const stall_record& record) {
    std::string text;
    for (const stack_line& line : record.stack) {
        if (line.function.empty()) continue;
        if (!text.empty() && is_plumbing(line) && line.module == record.stack.back().module) break;
        text += (text.empty() ? "" : " < ") + line.function;
    }
    return text;
}

}  // namespace

bool diagnostics::switched_off() noexcept {
    static const bool off = [] {
        const char* wish = std::getenv("WEIR_DIAG");
        return wish != nullptr && std::string_view(wish) == "off";
    }();
    return off;
}

diagnostics* diagnostics::get() noexcept {
    return the_diagnostics.load(std::memory_order_acquire);
}

diagnostics& diagnostics::make() {
    making& m = before_making();
    const std::scoped_lock hold(m.lock);
    if (get() == nullptr)
        the_diagnostics.store(new diagnostics(m.wanted), std::memory_order_release);
    return *get();
}

bool diagnostics::set_options(options o) {
    making& m = before_making();
    const std::scoped_lock hold(m.lock);
    if (get() != nullptr) return false;
    m.wanted = std::move(o);
    return true;
}

diagnostics::diagnostics(options o)
    : options_(std::move(o)),
      archive_(options_.stall_history),
      log_(options_.log_lines_per_second),
      process_(getpid()) {
    if (!options_.profile_directory.empty())
        store_.emplace(profile_store_options{.directory = options_.profile_directory,
                                             .max_files = options_.profile_files,
                                             .max_bytes = options_.profile_bytes});
    install_profile_signals(options_, watchdog_);
    const signals_blocked hold;
    reporter_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "weir-reporter");
        report();
    });
}

// In a child of fork there are no threads to end.
void diagnostics::end() noexcept {
    diagnostics* d = get();
    if (d == nullptr || d->process_ != getpid()) return;
    d->watchdog_.end();
    d->queue_.close();
    if (d->reporter_.joinable()) d->reporter_.join();
}

void diagnostics::attach(shard& s) noexcept {
    watched_shard* place = watchdog_.take_place();
    if (place == nullptr) {
        log(log_level::warning,
            "diagnostics watch no more than " + std::to_string(watchdog::max_shards) + " shards");
        return;
    }
    std::string reason;
    place->attach(s, count_ns(options_.threshold), options_.sample_rate, reason);
    own_place = place;
    std::call_once(tiers_logged_, [&] {
        sampler_reason_ = reason;
        log_tiers(*place, s);
    });
}

void diagnostics::detach(shard&) noexcept {
    if (watched_shard* place = std::exchange(own_place, nullptr)) watchdog_.leave(*place);
}

void diagnostics::flagged(shard&, const flagged_step& step) noexcept {
    if (own_place != nullptr) own_place->note_flagged(step);
}

void diagnostics::log_tiers(const watched_shard& place, const shard& s) {
    std::string line = std::string("diagnostics: switches by ") +
                       to_string(s.probes().switches.load()) + ", CPU samples by " +
                       to_string(place.sampling());
    if (!sampler_reason_.empty()) line += " (" + sampler_reason_ + ")";
    log(log_level::info, line);
}

watched_shard* diagnostics::place_of(unsigned shard) noexcept {
    watched_shard* found = nullptr;
    watchdog_.for_each([&](watched_shard& place) {
        place.with_shard([&](const weir::shard& s) {
            if (s.index() == shard) found = &place;
        });
    });
    return found;
}

watched_shard* diagnostics::place_with(const raw_stall& raw) noexcept {
    watched_shard* found = nullptr;
    watchdog_.for_each([&](watched_shard& place) {
        if (place.thread_id() == raw.thread_id) found = &place;
    });
    return found;
}

void diagnostics::report() noexcept {
    for (;;) {
        raw_stall raw;
        const stall_queue::work todo = queue_.wait(raw);
        try {
            if (todo.read_modules) watchdog_.give_unwinder(std::make_unique<unwinder>());
            if (todo.has_stall) on_stall(raw);
            if (todo.profile != profile_wish::none) on_wish(todo.profile);
        } catch (const std::exception& e) {
            log(log_level::error, std::string("diagnostics: a report failed: ") + e.what());
        }
        if (todo.closed) return;
    }
}

void diagnostics::on_stall(const raw_stall& raw) {
    watched_shard* place = place_with(raw);
    std::vector<raw_sample> samples;
    if (place != nullptr) samples = place->samples().since(raw.begun_ns);
    if (raw.ended_ns != 0)
        std::erase_if(samples, [&](const raw_sample& s) { return s.at_ns > raw.ended_ns; });
    const clock_pair clocks = read_clocks();
    stall_record record = build_record(raw, samples, clocks, names_);
    if (place != nullptr && !record.ended)
        place->name_culprit(raw.id, record.culprit, short_stack(record));
    archive_.put({record, raw.begun_ns, raw.ended_ns});
    const bool long_lasting = !record.ended && record.lasted >= std::chrono::seconds(1);
    if (!record.ended && !long_lasting) return;
    if (record.ended && wants_profile(record)) {
        if (auto path = write_profile(record.lasted + std::chrono::seconds(1))) {
            record.profile = *path;
            archive_.set_profile(raw.id, *path);
        }
    }
    log_.write(record, clocks.steady_ns);
    lines_dropped_ = log_.dropped();
}

bool diagnostics::wants_profile(const stall_record& record) {
    if (!store_ || options_.profiles == profile_policy::on_demand) return false;
    if (options_.profiles == profile_policy::always) return true;
    constexpr std::size_t max_culprits = 10'000;
    if (profiled_.size() >= max_culprits) return false;
    return profiled_.insert(record.culprit).second;
}

void diagnostics::on_wish(profile_wish wish) {
    const auto path = write_profile(options_.history);
    if (path)
        log(log_level::warning, "diagnostics: profile written to " + *path);
    else
        log(log_level::error, "diagnostics: no profile written: " + path.error().message());
    if (wish == profile_wish::then_terminate) terminate_by_default();
}

profile diagnostics::profile_of(duration back) {
    const clock_pair clocks = read_clocks();
    const std::uint64_t from = clocks.steady_ns - std::min(clocks.steady_ns, count_ns(back));
    profile_builder builder(clocks, names_);
    watchdog_.for_each([&](watched_shard& place) {
        if (!place.attached()) return;
        builder.add_shard(place.shard_index(), place.thread_id(), place.samples().since(from),
                          archive_.between(place.shard_index(), from, clocks.steady_ns));
    });
    return builder.take();
}

result<std::string> diagnostics::write_profile(duration back) {
    const std::scoped_lock hold(store_lock_);
    if (!store_) return fail(errc::unavailable);
    const profile p = profile_of(back);
    const auto now = std::chrono::floor<std::chrono::milliseconds>(read_clocks().wall);
    return store_->write(now, "cpuprofile", [&](const profile_sink& sink) {
        write_cpuprofile(p, p.most_interesting_track(), sink);
    });
}

}  // namespace weir::inline v0::diag
