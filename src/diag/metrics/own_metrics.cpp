// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/metrics/own_metrics.hpp"

#include "diag/admin/calendar.hpp"
#include "diag/admin/process_facts.hpp"
#include "diag/admin/shard_numbers.hpp"

#include <weir/diag/blocking_guard.hpp>

#include <algorithm>

namespace weir::inline v0::diag::detail {
namespace {

double number(std::uint64_t n) noexcept {
    return static_cast<double>(n);
}

void write_program(metrics_writer& to) {
    const std::string program = program_name();
    to.gauge("weir_info", "Always 1; the labels tell.",
             {{"version", WEIR_VERSION}, {"program", program}}, 1);
    const tiers t = tiers_in_use();
    to.gauge("weir_diag_tiers_info", "Means of the watchdog in use; always 1.",
             {{"switches", t.switches}, {"sampler", t.sampler}}, 1);
}

void write_status(metrics_writer& to, const shard_status& s) {
    const std::string shard = std::to_string(s.index);
    to.gauge("weir_shard_info", "Always 1; the labels tell.",
             {{"shard", shard}, {"driver", s.driver}}, 1);
    to.counter("weir_shard_turns_total", "Turns of the loop.", {{"shard", shard}}, number(s.turns));
    to.counter("weir_shard_steps_total", "Resumptions of tasks.", {{"shard", shard}},
               number(s.steps));
    to.counter("weir_shard_posted_total", "Work received from other threads.", {{"shard", shard}},
               number(s.posted));
    to.gauge("weir_loop_lag_seconds", "Age of the turn that goes on; 0 while the shard waits.",
             {{"shard", shard}}, s.waiting ? 0 : std::chrono::duration<double>(s.busy_for).count());
    to.histogram("weir_turn_duration_seconds", "Turns without their wait for the kernel.",
                 {{"shard", shard}}, turn_histogram(s.index));
    to.histogram("weir_flagged_step_duration_seconds",
                 "Steps that lost the CPU, since their turn began.", {{"shard", shard}},
                 flagged_step_histogram(s.index));
}

void write_numbers(metrics_writer& to, const shard_numbers& n) {
    const std::string shard = std::to_string(n.index);
    to.counter("weir_shard_blocked_steps_total", "Steps that slept although none may.",
               {{"shard", shard}}, number(n.blocked_steps));
    to.counter("weir_shard_preempted_steps_total", "Steps from which the CPU was taken.",
               {{"shard", shard}}, number(n.preempted_steps));
    for (std::size_t i = 0; i < phase_count; ++i)
        to.histogram("weir_phase_duration_seconds", "Phases of the loop; poll includes the wait.",
                     {{"shard", shard}, {"phase", to_string(static_cast<phase>(i))}}, n.phases[i]);
}

void write_stalls(metrics_writer& to, const std::vector<shard_status>& shards) {
    const stall_counts all = counts();
    for (std::size_t i = 0; i < stall_cause_count; ++i)
        to.counter("weir_stalls_total", "Stalls of shards by cause.",
                   {{"cause", to_string(static_cast<stall_cause>(i))}}, number(all.by_cause[i]));
    const auto stalled =
        std::ranges::count_if(shards, [](const auto& s) { return s.stall_id != 0; });
    to.gauge("weir_stalled_shards", "Shards that stand still now.", {},
             static_cast<double>(stalled));
    to.counter("weir_stall_log_lines_dropped_total", "Lines about stalls that were not logged.", {},
               number(all.log_lines_dropped));
}

void write_pool(metrics_writer& to, const exported::pool_numbers& p) {
    const metrics_writer::labels with = {{"pool", p.name}};
    const offload_stats& s = p.stats;
    to.gauge("weir_offload_threads", "Threads that serve the queue.", with, number(s.threads));
    to.gauge("weir_offload_running", "Blocked workers: calls that run.", with, number(s.running));
    to.gauge("weir_offload_queued", "Calls that wait for a thread.", with, number(s.queued));
    to.gauge("weir_offload_lost_threads", "Threads that abandoned calls hold.", with,
             number(s.lost));
    to.counter("weir_offload_finished_total", "Calls that returned.", with, number(s.finished));
    to.counter("weir_offload_refused_total", "Calls that found the queue full.", with,
               number(s.refused));
    to.counter("weir_offload_abandoned_total", "Calls that were left behind.", with,
               number(s.abandoned));
}

void write_server(metrics_writer& to, const exported::server_numbers& n) {
    const metrics_writer::labels with = {{"server", n.name}};
    const http::server_stats& s = n.stats;
    to.gauge("weir_http_connections", "Open connections.", with, number(s.connections));
    to.gauge("weir_http_requests_in_flight", "Requests without a whole answer yet.", with,
             number(s.in_flight));
    to.counter("weir_http_accepted_total", "Connections accepted.", with, number(s.accepted));
    to.counter("weir_http_refused_total", "Connections over the limit.", with, number(s.refused));
    to.counter("weir_http_requests_total", "Requests.", with, number(s.requests));
    to.counter("weir_http_bad_requests_total", "Requests that were refused as malformed.", with,
               number(s.bad_requests));
    to.counter("weir_http_abandoned_total", "Answers stopped as their client had left.", with,
               number(s.abandoned));
}

void write_guard(metrics_writer& to) {
    if (!blocking_guard::installed()) return;
    to.gauge("weir_guard_info", "Mode of the blocking guard; always 1.",
             {{"mode", blocking_guard::to_string(blocking_guard::current_mode())}}, 1);
    const blocking_guard::totals all = blocking_guard::counts();
    to.counter("weir_guard_blocked_calls_total", "Calls on shards that block.", {},
               number(all.blocked));
    to.counter("weir_guard_allowed_calls_total", "Those under a blocking_allowed.", {},
               number(all.allowed));
}

void write_process(metrics_writer& to) {
    const process_facts p = read_process_facts();
    to.counter("process_cpu_seconds_total", "User and system time.", {}, p.cpu_s);
    to.gauge("process_resident_memory_bytes", "Resident memory.", {}, number(p.resident_bytes));
    to.gauge("process_virtual_memory_bytes", "Virtual memory.", {}, number(p.virtual_bytes));
    to.gauge("process_open_fds", "Open descriptors.", {}, number(p.open_fds));
    if (p.max_fds != 0)
        to.gauge("process_max_fds", "Descriptors that may be open.", {}, number(p.max_fds));
    to.gauge("process_threads", "Threads.", {}, number(p.threads));
    to.gauge("process_start_time_seconds", "Start of the process since the epoch.", {},
             number(static_cast<std::uint64_t>(process_began().time_since_epoch().count())) / 1000);
}

}  // namespace

void write_own_metrics(metrics_writer& to) {
    write_program(to);
    const std::vector<shard_status> shards = shards_now();
    const std::vector<shard_numbers> numbers = read_shard_numbers();
    for (const shard_status& s : shards) write_status(to, s);
    for (const shard_numbers& n : numbers) write_numbers(to, n);
    write_stalls(to, shards);
    for (const exported::pool_numbers& p : read_pools(numbers)) write_pool(to, p);
    for (const exported::server_numbers& n : exported::servers()) write_server(to, n);
    write_guard(to);
    write_process(to);
}

void write_dropped(metrics_writer& to) {
    to.gauge("weir_metrics_dropped", "Samples of this page that were left out as invalid.", {},
             number(to.dropped()));
}

}  // namespace weir::inline v0::diag::detail

namespace weir::inline v0::diag {

std::string metrics_text() {
    metrics_writer page;
    detail::write_own_metrics(page);
    metrics_source::write_all(page);
    detail::write_dropped(page);
    return page.text();
}

}  // namespace weir::inline v0::diag
