// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/json_writer.hpp"

#include <weir/diag/requests.hpp>
#include <weir/http/trace_headers.hpp>

#include <array>
#include <cstdio>
#include <utility>

namespace weir::inline v0::diag {
namespace {

using http::awaited_span;
using http::request_span;

std::string milliseconds(duration d) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.3f",
                  std::chrono::duration<double, std::milli>(d).count());
    return text.data();
}

std::string iso_text(wall_clock_time when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(when - day);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return text.data();
}

/// An object that is written field by field.
class json_object {
public:
    explicit json_object(std::string& to) : to_(to) { to_ += '{'; }
    void end() { to_ += '}'; }

    json_object& raw(std::string_view name, std::string_view value) {
        key(name);
        to_ += value;
        return *this;
    }
    json_object& text(std::string_view name, std::string_view value) {
        key(name);
        detail::append_json(to_, value);
        return *this;
    }
    json_object& flag(std::string_view name, bool value) {
        return raw(name, value ? "true" : "false");
    }
    json_object& number(std::string_view name, std::uint64_t value) {
        return raw(name, std::to_string(value));
    }
    void key(std::string_view name) {
        if (!std::exchange(first_, false)) to_ += ',';
        detail::append_json(to_, name);
        to_ += ':';
    }

private:
    std::string& to_;
    bool first_ = true;
};

/// The phases and waits of one request.
class span_list {
public:
    span_list(std::string& to, const request_span& of, time_point now)
        : to_(to), of_(of), now_(of.end != time_point{} ? of.end : now) {}

    void write() {
        to_ += '[';
        phase("queue", of_.head, of_.handler);
        phase("handler", of_.handler, of_.answered);
        phase("send", of_.answered, of_.end);
        for (std::size_t i = 0; i < of_.awaits_kept(); ++i) wait(of_.awaits[i]);
        to_ += ']';
    }

private:
    // What never began is left out.
    void phase(std::string_view name, time_point begin, time_point end) {
        if (begin == time_point{}) return;
        json_object item = begin_item(name, begin, end);
        item.end();
    }

    void wait(const awaited_span& w) {
        json_object item = begin_item("http.client " + std::string(w.host()), w.begin, w.end);
        item.text("method", http::to_string(w.verb)).text("outcome", http::to_string(w.outcome));
        item.raw("status", w.status != 0 ? std::to_string(w.status) : "null");
        if (w.answered != time_point{})
            item.raw("answered_ms", milliseconds(w.answered - of_.first_byte));
        if (w.span_id != 0) item.text("span_id", http::span_id_text(w.span_id));
        item.end();
    }

    json_object begin_item(std::string_view name, time_point begin, time_point end) {
        if (!std::exchange(first_, false)) to_ += ',';
        json_object item(to_);
        const duration lasted = (end != time_point{} ? end : now_) - begin;
        item.text("name", name).raw("begin_ms", milliseconds(begin - of_.first_byte));
        item.raw("lasted_ms", milliseconds(lasted));
        return item;
    }

    std::string& to_;
    const request_span& of_;
    time_point now_;
    bool first_ = true;
};

void append(std::string& to, const request_span& s, time_point now, wall_clock_time at) {
    const bool ended = s.stage() == http::request_stage::done;
    const auto age = std::chrono::floor<std::chrono::milliseconds>(now - s.first_byte);
    json_object item(to);
    item.text("trace_id", http::trace_id_text(s.trace));
    item.text("span_id", http::span_id_text(s.trace.span_id));
    item.raw("parent_id", s.parent_id == 0 ? "null" : '"' + http::span_id_text(s.parent_id) + '"');
    item.flag("sampled", s.sampled).text("method", http::to_string(s.verb));
    item.text("target", s.target()).flag("target_cut", s.cut).text("route", s.route);
    item.number("shard", s.shard).text("started", iso_text(at - age));
    item.raw("status", s.status != 0 ? std::to_string(s.status) : "null");
    item.text("stage", http::to_string(s.stage())).flag("ended", ended);
    if (ended) item.flag("complete", s.complete);
    item.raw("total_ms", milliseconds(s.took(now)));
    item.raw("connection_age_ms", milliseconds(s.first_byte - s.accepted));
    item.number("awaits_dropped", s.awaits_dropped());
    item.key("spans");
    span_list(to, s, now).write();
    item.end();
}

}  // namespace

std::string to_json(const request_span& span, time_point now, wall_clock_time at) {
    std::string text;
    append(text, span, now, at);
    return text;
}

std::string to_json(const requests_overview& from, wall_clock_time at) {
    std::string text;
    json_object all(text);
    all.flag("available", true).text("at", iso_text(at));
    all.number("in_flight", from.in_flight).number("without_span", from.without_span);
    const auto list = [&](std::string_view name, const std::vector<request_span>& spans) {
        all.key(name);
        text += '[';
        for (const request_span& s : spans) {
            if (&s != spans.data()) text += ',';
            append(text, s, from.now, at);
        }
        text += ']';
    };
    list("oldest", from.oldest);
    list("slowest", from.slowest);
    list("recent", from.recent);
    all.end();
    return text;
}

}  // namespace weir::inline v0::diag
