// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/requests.hpp>
#include <weir/http/trace_headers.hpp>

#include <array>
#include <cstdio>

namespace weir::inline v0::diag {
namespace {

using http::awaited_span;
using http::request_span;

std::string milliseconds(duration d) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.1f ms",
                  std::chrono::duration<double, std::milli>(d).count());
    return text.data();
}

std::string phases(const request_span& s, time_point now) {
    const time_point end = s.end != time_point{} ? s.end : now;
    std::string text = "queued " + milliseconds(s.queued(end));
    if (s.handler == time_point{}) return text;
    const time_point answered = s.answered != time_point{} ? s.answered : end;
    text += ", handler " + milliseconds(answered - s.handler);
    if (s.answered == time_point{}) return text;
    return text + ", sending " + milliseconds(end - s.answered);
}

std::string wait_line(const request_span& s, const awaited_span& w, time_point now) {
    const time_point end = w.end != time_point{} ? w.end : s.end != time_point{} ? s.end : now;
    return "        after " + milliseconds(w.begin - s.first_byte) + " for " +
           milliseconds(end - w.begin) + ": " + std::string(http::to_string(w.verb)) + " " +
           std::string(w.host()) + ", " +
           (w.status != 0 ? std::to_string(w.status) : std::string(http::to_string(w.outcome))) +
           (w.end == time_point{} && w.status != 0 ? ", reading the answer" : "") + "\n";
}

std::string what_became_of(const request_span& s) {
    if (s.stage() != http::request_stage::done) return std::string(http::to_string(s.stage()));
    if (s.status == 0) return "no answer";
    return std::to_string(s.status) + (s.complete ? "" : ", not sent completely");
}

void append(std::string& to, const request_span& s, time_point now) {
    to += "  " + milliseconds(s.took(now)) + "  " + std::string(http::to_string(s.verb)) + " " +
          std::string(s.target()) + (s.cut ? "..." : "") + "  (" + what_became_of(s) + ")\n";
    to += "      trace " + http::trace_id_text(s.trace) + ", span " +
          http::span_id_text(s.trace.span_id) + ", shard " + std::to_string(s.shard) +
          (s.route.empty() ? "" : ", route " + std::string(s.route)) + "\n";
    to += "      " + phases(s, now) + "\n";
    for (std::size_t i = 0; i < s.awaits_kept(); ++i) to += wait_line(s, s.awaits[i], now);
    if (s.awaits_dropped() != 0)
        to += "        and " + std::to_string(s.awaits_dropped()) + " more\n";
}

}  // namespace

std::string describe(const requests_overview& from) {
    std::string text = std::to_string(from.in_flight) + " in flight";
    if (from.without_span != 0)
        text += "; " + std::to_string(from.without_span) + " were served without a span";
    text += "\n";
    const auto list = [&](const char* title, const std::vector<request_span>& spans) {
        text += std::string("\n") + title + (spans.empty() ? ": none\n" : ":\n");
        for (const request_span& s : spans) append(text, s, from.now);
    };
    list("the oldest in flight", from.oldest);
    list("the slowest", from.slowest);
    list("the last", from.recent);
    return text;
}

}  // namespace weir::inline v0::diag
