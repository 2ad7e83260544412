// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/verdict.hpp"

#include <weir/lab/words.hpp>

#include <algorithm>

namespace weir::inline v0::lab {
namespace {

std::string percent_of(std::uint64_t part, std::uint64_t whole) {
    return number_text(
               whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole)) +
           " %";
}

std::string seen_by_users(const report_variant& v) {
    const report_step& s = v.steps.back();
    const std::uint64_t all = s.ok + s.errors + s.shed;
    std::string text = v.name + ": of " + number_text(static_cast<double>(all)) + " requests " +
                       percent_of(s.ok, all) + " were answered";
    if (s.mean_ms) text += " (in " + ms_text(*s.mean_ms) + ")";
    text += ", " + percent_of(s.shed, all) + " got a 503 and " + percent_of(s.timeouts, all) +
            " had no answer in time";
    if (s.errors > s.timeouts) text += ", " + percent_of(s.errors - s.timeouts, all) + " failed";
    return text + ". ";
}

const cached_read_row* row_of(const cached_reads& reads, std::uint64_t bytes) {
    const auto found =
        std::ranges::find_if(reads.rows, [bytes](const auto& row) { return row.bytes == bytes; });
    return found == reads.rows.end() ? nullptr : &*found;
}

std::string compared(const cached_read_row& row) {
    return "a blocking read of " + bytes_text(static_cast<double>(row.bytes)) +
           " from the page cache takes " + number_text(row.sync_us) + " us, an async one " +
           number_text(row.async_us) + " us, " + number_text(row.async_us / row.sync_us) +
           " times as long";
}

}  // namespace

std::string overload_verdict(const std::vector<report_variant>& all) {
    std::string text;
    for (const report_variant& v : all)
        if (!v.steps.empty()) text += seen_by_users(v);
    while (text.ends_with(' ')) text.pop_back();
    return text;
}

std::string backend_limit_verdict(const report_variant& async, const verdict_facts& facts) {
    if (async.steps.empty() || !async.steps.back().mean_ms) return "No request was answered.";
    const report_step& last = async.steps.back();
    const double capacity = facts.backend_limit * 1000.0 / facts.delay_ms;
    const std::string text = "With " + count_text(last.users, "user", "users") +
                             " async answered " + number_text(last.ok_per_s) +
                             " requests a second in " + ms_text(*last.mean_ms) + ". ";
    if (last.ok_per_s < 0.85 * capacity || last.users <= facts.backend_limit)
        return text + "The backend was not the limit at this load.";
    return text + "The backend serves " + number_text(facts.backend_limit) +
           " at once and so at most " + number_text(capacity) +
           " a second: freeing the threads of one service moves the queue to the next resource. "
           "It does not remove it.";
}

std::string reads_verdict(const cached_reads& reads) {
    const cached_read_row* small = row_of(reads, 4096);
    if (small == nullptr && !reads.rows.empty()) small = &reads.rows.front();
    if (small == nullptr) return "Nothing was measured.";
    std::string text = compared(*small) + ". ";
    text.front() = 'A';
    if (small->async_us <= small->sync_us) return text + "Blocking wins nothing here.";
    text += "What will not wait needs no waiting: sync wins here. ";
    if (reads.crossover_bytes)
        return text + "From " + bytes_text(static_cast<double>(*reads.crossover_bytes)) +
               " on the copying costs so much that the difference is lost (5 % or less).";
    return text + "At " + bytes_text(static_cast<double>(reads.rows.back().bytes)) +
           " it is still " + number_text(reads.rows.back().async_us / reads.rows.back().sync_us) +
           " times as long.";
}

}  // namespace weir::inline v0::lab
