// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/checked_text.hpp"
#include "diag/report/clocks.hpp"
#include "diag/report/diagnostics.hpp"
#include "diag/watch/steady_clock.hpp"

#include <weir/diag/monitor.hpp>
#include <weir/http/request_span.hpp>

#include <time.h>

#include <algorithm>
#include <cstdio>

namespace weir::inline v0::diag {
namespace {

shard_status status_of(const shard& s, const watched_shard& place) {
    const shard_probes& probes = s.probes();
    const std::uint64_t turn = probes.turn_start;
    const std::uint64_t now = steady_ns();
    return {.index = s.index(),
            .thread_id = probes.thread_id,
            .driver = s.driver_name(),
            .waiting = turn == 0,
            .busy_for = duration(turn != 0 && now > turn ? now - turn : 0),
            .turns = probes.turns,
            .steps = s.steps(),
            .posted = probes.posted,
            .stall_id = place.live().stall_id};
}

template <class F>
void for_each_shard(F&& f) {
    if (diagnostics* d = diagnostics::get())
        d->watch().for_each(
            [&](watched_shard& place) { place.with_shard([&](const shard& s) { f(s, place); }); });
}

lag_histogram copy(const phase_histogram& from) {
    lag_histogram to;
    static_assert(phase_histogram::buckets == std::tuple_size_v<decltype(to.buckets)>);
    for (std::size_t i = 0; i < phase_histogram::buckets; ++i) to.buckets[i] = from.count(i);
    to.total_ns = from.total_nanoseconds();
    return to;
}

/// Writes texts one after another into a buffer that may be too small.
class cut_text {
public:
    explicit cut_text(std::span<char> to) noexcept : to_(to) {}
    void add(std::string_view text) noexcept {
        const std::size_t n = std::min(text.size(), to_.size() - used_);
        std::copy_n(text.data(), n, to_.data() + used_);
        used_ += n;
    }
    void add(std::uint64_t number) noexcept {
        std::array<char, 24> digits;
        const int n = std::snprintf(digits.data(), digits.size(), "%llu",
                                    static_cast<unsigned long long>(number));
        add(std::string_view(digits.data(), static_cast<std::size_t>(n)));
    }
    /// As the inside of a JSON string.
    void add_escaped(std::string_view text) noexcept {
        for (const char& c : text) {
            if (c == '"' || c == '\\') add("\\");
            add(static_cast<unsigned char>(c) < 0x20 ? std::string_view(" ")
                                                     : std::string_view(&c, 1));
        }
    }
    [[nodiscard]] std::size_t size() const noexcept { return used_; }

private:
    std::span<char> to_;
    std::size_t used_ = 0;
};

}  // namespace

tiers tiers_in_use() {
    tiers found{.switches = "none", .sampler = "none", .reason = ""};
    for_each_shard([&](const shard& s, const watched_shard& place) {
        found.switches = to_string(s.probes().switches.load());
        found.sampler = to_string(place.sampling());
    });
    if (diagnostics* d = diagnostics::get()) found.reason = d->sampler_reason().c_str();
    return found;
}

std::vector<shard_status> shards_now() {
    std::vector<shard_status> found;
    for_each_shard(
        [&](const shard& s, const watched_shard& place) { found.push_back(status_of(s, place)); });
    return found;
}

std::vector<stall_record> recent_stalls(std::size_t limit) {
    diagnostics* d = diagnostics::get();
    return d != nullptr ? d->archive().recent(limit) : std::vector<stall_record>();
}

stall_counts counts() {
    stall_counts sum;
    diagnostics* d = diagnostics::get();
    if (d == nullptr) return sum;
    sum.by_cause = d->archive().by_cause();
    sum.log_lines_dropped = d->log_lines_dropped();
    for_each_shard([&](const shard& s, const watched_shard&) {
        sum.blocked_steps += s.probes().blocked_steps;
        sum.preempted_steps += s.probes().preempted_steps;
    });
    return sum;
}

lag_histogram turn_histogram(unsigned shard) {
    lag_histogram found;
    for_each_shard([&](const weir::shard& s, const watched_shard&) {
        if (s.index() == shard)
            found = copy(s.probes().phases[static_cast<std::size_t>(phase::pending)]);
    });
    return found;
}

lag_histogram flagged_step_histogram(unsigned shard) {
    lag_histogram found;
    for_each_shard([&](const weir::shard& s, const watched_shard&) {
        if (s.index() == shard) found = copy(s.probes().flagged_steps);
    });
    return found;
}

std::vector<blocking_culprit> blocking_culprits() {
    std::vector<blocking_culprit> found;
    diagnostics* d = diagnostics::get();
    if (d == nullptr) return found;
    d->watch().for_each([&](watched_shard& place) {
        place.sites().for_each([&](const blocking_sites::entry& e) {
            await_line at = checked_location(e.site);
            if (e.site == nullptr) at.function = "(timers, posted work, hooks)";
            found.push_back(
                {std::move(at.function), std::move(at.file), at.line, e.blocked, e.longest_ns});
        });
    });
    std::ranges::sort(found, std::greater(), &blocking_culprit::blocked);
    return found;
}

liveness_answer liveness(std::span<char> text) noexcept {
    liveness_answer answer;
    cut_text out(text);
    out.add("{\"stalls\":[");
    bool first = true;
    const std::uint64_t now = steady_ns();
    if (diagnostics* d = diagnostics::get())
        d->watch().for_each([&](watched_shard& place) {
            const live_text live = place.live();
            if (live.begun_ns == 0 || live.begun_ns > now) return;
            const duration age(now - live.begun_ns);
            answer.oldest_stall = std::max(answer.oldest_stall, age);
            out.add(first ? "{\"shard\":" : ",{\"shard\":");
            first = false;
            out.add(place.shard_index());
            out.add(",\"stall\":");
            out.add(live.stall_id);
            out.add(",\"since_ms\":");
            out.add((now - live.begun_ns) / 1'000'000);
            out.add(",\"culprit\":\"");
            out.add_escaped(live.culprit.data());
            if (live.stack[0] != 0) {
                out.add("\",\"stack\":\"");
                out.add_escaped(live.stack.data());
            }
            out.add("\"}");
        });
    out.add("]}\n");
    answer.size = out.size();
    return answer;
}

profile recent_profile(duration back) {
    diagnostics* d = diagnostics::get();
    return d != nullptr ? d->profile_of(back) : profile();
}

result<std::string> write_profile(duration back) {
    diagnostics* d = diagnostics::get();
    if (d == nullptr) return fail(errc::unavailable);
    return d->write_profile(back);
}

void set_threshold(unsigned shard, duration threshold) noexcept {
    if (diagnostics* d = diagnostics::get())
        if (watched_shard* place = d->place_of(shard))
            place->set_threshold_ns(static_cast<std::uint64_t>(threshold.count()));
}

void set_enabled(bool on) noexcept {
    http::keep_request_spans(on);
    if (diagnostics* d = diagnostics::get()) d->watch().set_enabled(on);
}

}  // namespace weir::inline v0::diag
