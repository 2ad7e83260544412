// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/shards_json.hpp"

#include "diag/admin/calendar.hpp"
#include "diag/admin/json_object.hpp"
#include "diag/admin/process_facts.hpp"
#include "diag/admin/shard_numbers.hpp"
#include "diag/admin/watch_settings.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace weir::inline v0::diag::detail {
namespace {

constexpr std::size_t most_culprits = 100;

const char* state_of(const shard_status& s) noexcept {
    if (s.stall_id != 0) return "stalled";
    return s.waiting ? "waiting" : "running";
}

void add_numbers(json_object& to, const shard_numbers& n) {
    to.add("blocked_steps", n.blocked_steps).add("preempted_steps", n.preempted_steps);
    to.add("longest_turn_ms", ms(duration(n.longest_turn_ns)));
}

std::string shard_json(const shard_status& s, const std::vector<shard_numbers>& numbers) {
    json_object o;
    o.add("index", s.index).add("thread_id", s.thread_id).add("driver", s.driver);
    o.add("state", state_of(s)).add("busy_ms", s.waiting ? 0.0 : ms(s.busy_for));
    o.add("turns", s.turns).add("steps", s.steps).add("posted", s.posted);
    const auto found = std::ranges::find(numbers, s.index, &shard_numbers::index);
    if (found != numbers.end()) add_numbers(o, *found);
    const lag_histogram turns = turn_histogram(s.index);
    o.add("turn_p50_ms", quantile_ms(turns, 0.5)).add("turn_p99_ms", quantile_ms(turns, 0.99));
    if (s.stall_id != 0)
        o.add("stall_id", s.stall_id);
    else
        o.add_raw("stall_id", "null");
    return o.text();
}

std::string pool_json(const exported::pool_numbers& p) {
    const offload_stats& s = p.stats;
    json_object o;
    o.add("name", p.name).add("threads", s.threads).add("running", s.running);
    o.add("queued", s.queued).add("lost", s.lost).add("finished", s.finished);
    return o.add("refused", s.refused).add("abandoned", s.abandoned).text();
}

std::string server_json(const exported::server_numbers& n) {
    const http::server_stats& s = n.stats;
    json_object o;
    o.add("name", n.name).add("ready", n.ready).add("connections", s.connections);
    o.add("in_flight", s.in_flight).add("accepted", s.accepted).add("refused", s.refused);
    o.add("requests", s.requests).add("bad_requests", s.bad_requests);
    return o.add("abandoned", s.abandoned).text();
}

std::string culprits_json() {
    std::vector<blocking_culprit> all = blocking_culprits();
    std::ranges::sort(all, std::greater{}, &blocking_culprit::blocked);
    if (all.size() > most_culprits) all.resize(most_culprits);
    return json_array(all, [](const blocking_culprit& c) {
        return json_object()
            .add("function", c.function)
            .add("file", c.file)
            .add("line", c.line)
            .add("blocked", c.blocked)
            .add("longest_ms", ms(duration(c.longest_ns)))
            .text();
    });
}

/// What both answers have.
void add_live(json_object& to) {
    const std::vector<shard_numbers> numbers = read_shard_numbers();
    to.add_raw("shards", json_array(shards_now(),
                                    [&](const shard_status& s) { return shard_json(s, numbers); }));
    to.add_raw("pools", json_array(read_pools(numbers), pool_json));
    to.add_raw("servers", json_array(exported::servers(), server_json));
    to.add_raw("counts", counts_json(counts()));
}

void add_program(json_object& to, const admin_context& context) {
    to.add("program", program_name()).add("process_id", ::getpid()).add("host", host_name());
    to.add("weir_version", WEIR_VERSION).add("started_at", iso_text(process_began()));
    to.add("uptime_s", std::chrono::duration<double>(wall_now() - process_began()).count());
    to.add("token_required", !context.options.token.empty());
    to.add("actions", !context.options.token.empty());
    const watch_settings settings = watch_settings_now();
    to.add("threshold_ms", ms(settings.threshold));
    to.add("liveness_threshold_ms", ms(settings.liveness_threshold));
    const tiers t = tiers_in_use();
    to.add_raw("tiers", json_object()
                            .add("switches", t.switches)
                            .add("sampler", t.sampler)
                            .add("reason", t.reason)
                            .text());
}

}  // namespace

std::string counts_json(const stall_counts& c) {
    json_object causes;
    for (std::size_t i = 0; i < stall_cause_count; ++i)
        causes.add(to_string(static_cast<stall_cause>(i)), c.by_cause[i]);
    json_object o;
    o.add_raw("stalls", causes.text()).add("blocked_steps", c.blocked_steps);
    o.add("preempted_steps", c.preempted_steps);
    return o.add("log_lines_dropped", c.log_lines_dropped).text();
}

double quantile_ms(const lag_histogram& h, double share) noexcept {
    std::uint64_t all = 0;
    for (const std::uint64_t n : h.buckets) all += n;
    if (all == 0) return 0;
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(all)));
    std::size_t bucket = 0;
    for (std::uint64_t below = h.buckets[0]; below < wanted; below += h.buckets[bucket]) ++bucket;
    return ms(duration(std::int64_t{2} << bucket));
}

std::string shards_json(const admin_context& context) {
    json_object o;
    o.add("at", iso_text(wall_now()));
    add_program(o, context);
    add_live(o);
    return o.add_raw("culprits", culprits_json()).text() + "\n";
}

std::string live_json() {
    json_object o;
    o.add("at", iso_text(wall_now()));
    add_live(o);
    return o.text();
}

}  // namespace weir::inline v0::diag::detail
