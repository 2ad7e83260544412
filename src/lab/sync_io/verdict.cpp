// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/verdict.hpp"

#include <weir/lab/words.hpp>

#include <algorithm>
#include <cmath>

namespace weir::inline v0::lab {
namespace {

const report_variant* find(const std::vector<report_variant>& all, std::string_view name,
                           std::string_view operation) {
    const auto found = std::ranges::find_if(all, [&](const report_variant& v) {
        return v.name == name && v.operation == operation && !v.steps.empty();
    });
    return found == all.end() ? nullptr : &*found;
}

/// The step of the other variant with as many users; null if it has none that answered.
const report_step* counterpart(const report_variant* v, unsigned users) {
    if (v == nullptr) return nullptr;
    const auto found = std::ranges::find_if(v->steps, [users](const report_step& s) {
        return s.users == users && s.ok_per_s > 0 && s.mean_ms;
    });
    return found == v->steps.end() ? nullptr : &*found;
}

std::string measured(const report_step& s, double delay_ms) {
    return "With " + count_text(s.users, "user", "users") + " it answered " +
           number_text(s.ok_per_s) + " requests a second in " + ms_text(s.mean_ms.value_or(0)) +
           " on average, " + number_text(s.mean_ms.value_or(0) / delay_ms) +
           " times the delay that was injected. ";
}

/// What the server had in use, as far as it was sampled.
std::string costs(const report_step& s) {
    std::string text;
    if (s.server.threads) text += count_text(*s.server.threads, "thread", "threads");
    if (s.server.rss_bytes) text += (text.empty() ? "" : ", ") + bytes_text(*s.server.rss_bytes);
    if (s.server.cpu)
        text += (text.empty() ? "" : " and ") + number_text(*s.server.cpu * 100) + " % of a CPU";
    return text;
}

/// "All 160 workers were blocked while 3840 requests waited. "
std::string waiting(const report_step& s, const char* threads) {
    std::string text;
    if (s.server.blocked_workers)
        text +=
            number_text(std::round(*s.server.blocked_workers)) + " " + threads + " were blocked";
    if (s.server.queue_length && *s.server.queue_length >= 1)
        text += (text.empty() ? "" : " while ") +
                count_text(*s.server.queue_length, "request", "requests") + " waited for one";
    if (text.empty()) return text;
    if (s.server.cpu)
        text += ", with the server at " + number_text(*s.server.cpu * 100) + " % of a CPU";
    return text + ". ";
}

std::string sync_sentence(const report_step& s, const verdict_facts& facts) {
    const double capacity = facts.workers * 1000.0 / facts.delay_ms;
    if (s.ok_per_s < 0.85 * capacity)
        return waiting(s, "workers") + "The workers were enough for this load. ";
    return waiting(s, "workers") + "Its limit is " + number_text(capacity) +
           " a second, workers "
           "divided by delay; more users only make the queue longer. ";
}

std::string wrapped_sentence(const report_step& s, const report_step* sync) {
    std::string text = waiting(s, "threads of the pool");
    if (sync == nullptr) return text;
    const double ratio = s.ok_per_s / sync->ok_per_s;
    if (ratio < 1.15 && ratio > 0.85)
        return text + "That is no better than sync (" + number_text(sync->ok_per_s) +
               " a second): the call still blocks a thread, only another one. ";
    return text + "That is " + number_text(ratio) + " times the throughput of sync. ";
}

std::string thread_sentence(const report_step& s, const report_step* async, double delay_ms) {
    const double ratio = *s.mean_ms / delay_ms;
    std::string text = ratio <= 1.25  ? "Threads do well here. "
                       : ratio <= 2.0 ? "Threads do fairly well here. "
                                      : "Threads fall behind here. ";
    if (!costs(s).empty()) text += "It took " + costs(s);
    if (!costs(s).empty() && async != nullptr && !costs(*async).empty())
        text += "; async served the same users with " + costs(*async);
    return costs(s).empty() ? text : text + ". ";
}

std::string async_sentence(const report_step& s, const report_step* sync) {
    std::string text = costs(s).empty() ? "" : "It took " + costs(s) + ". ";
    if (sync != nullptr)
        text += "That is " + number_text(s.ok_per_s / sync->ok_per_s) +
                " times the throughput of sync, at " + number_text(*s.mean_ms / *sync->mean_ms) +
                " times its response time. ";
    return text;
}

/// What must be known to trust the numbers.
std::string doubts(const report_step& s) {
    std::string text;
    if (s.errors > 0)
        text += count_text(static_cast<double>(s.errors), "request", "requests") + " failed. ";
    if (s.shed > 0)
        text += count_text(static_cast<double>(s.shed), "request was", "requests were") +
                " turned away with 503. ";
    if (!s.certified) text += "Not certified: the load generator was itself a bottleneck. ";
    if (!s.settled) text += "Not settled: the step was too short for these response times. ";
    if (s.interrupted) text += "The step was cut short. ";
    return text;
}

std::string trimmed(std::string text) {
    while (text.ends_with(' ')) text.pop_back();
    return text;
}

}  // namespace

std::string variant_verdict(const report_variant& v, const std::vector<report_variant>& all,
                            const verdict_facts& facts) {
    if (v.steps.empty()) return "No step was completed.";
    const report_step& last = v.steps.back();
    if (!last.mean_ms)
        return trimmed("With " + count_text(last.users, "user", "users") +
                       " no request was answered. " + doubts(last));
    std::string text = measured(last, facts.delay_ms);
    const report_step* sync = counterpart(find(all, "sync", v.operation), last.users);
    if (v.name == "sync") text += sync_sentence(last, facts);
    if (v.name == "wrapped") text += wrapped_sentence(last, sync);
    if (v.name == "async") text += async_sentence(last, sync);
    if (v.name == "thread-per-request")
        text += thread_sentence(last, counterpart(find(all, "async", v.operation), last.users),
                                facts.delay_ms);
    if (facts.backend_limit > 0)
        text += "The backend served at most " + number_text(facts.backend_limit) +
                " requests at once. ";
    return trimmed(text + doubts(last));
}

std::string overall_verdict(const std::vector<report_variant>& all) {
    std::string text;
    for (const report_variant& async : all) {
        if (async.name != "async" || async.steps.empty()) continue;
        const report_step& a = async.steps.back();
        const report_step* s = counterpart(find(all, "sync", async.operation), a.users);
        if (s == nullptr || !a.mean_ms) continue;
        const bool upload = async.operation == "upload";
        text += "With " + count_text(a.users, "user", "users") + ", async answered " +
                number_text(a.ok_per_s / s->ok_per_s) + " times as many " +
                (upload ? "uploads" : "profile requests") + " per second as sync (" +
                number_text(a.ok_per_s) + " against " + number_text(s->ok_per_s) + "), each in " +
                ms_text(*a.mean_ms) + " instead of " + ms_text(*s->mean_ms) + ". ";
    }
    return trimmed(text);
}

}  // namespace weir::inline v0::lab
