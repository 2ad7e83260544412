// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/json_writer.hpp"

#include <weir/diag/stall.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>

namespace weir::inline v0::diag {
namespace {

/// One object; fields that say nothing are left out.
class object {
public:
    explicit object(std::string& to) : to_(to) { to_ += '{'; }
    object(const object&) = delete;
    object& operator=(const object&) = delete;
    ~object() { to_ += '}'; }

    std::string& key(std::string_view name) {
        if (!std::exchange(first_, false)) to_ += ',';
        to_.append("\"").append(name).append("\":");
        return to_;
    }
    void text(std::string_view name, std::string_view value) {
        if (!value.empty()) detail::append_json(key(name), value);
    }
    void number(std::string_view name, std::uint64_t value) {
        if (value != 0) key(name) += std::to_string(value);
    }
    void milliseconds(std::string_view name, duration value) {
        std::array<char, 32> digits{};
        std::snprintf(digits.data(), digits.size(), "%.3f",
                      std::chrono::duration<double, std::milli>(value).count());
        key(name) += digits.data();
    }
    void flag(std::string_view name, bool value) {
        if (value) key(name) += "true";
    }

private:
    std::string& to_;
    bool first_ = true;
};

std::string hexadecimal(std::uint64_t value, int digits) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%0*llx", digits,
                  static_cast<unsigned long long>(value));
    return text.data();
}

void append(std::string& to, const stack_line& f) {
    object o(to);
    o.text("function", f.function);
    o.text("file", f.file);
    o.number("line", f.line);
    o.text("module", f.module);
    o.text("build_id", f.build_id);
    if (f.address != 0) o.text("address", "0x" + hexadecimal(f.address, 1));
    o.flag("inlined", f.inlined);
    o.flag("doubtful", f.doubtful);
}

void append(std::string& to, const await_line& a) {
    object o(to);
    o.text("function", a.function);
    o.text("file", a.file);
    o.number("line", a.line);
    o.text("task", a.task);
}

template <class Line>
void append_array(std::string& to, const std::vector<Line>& lines) {
    to += '[';
    for (const Line& line : lines) {
        if (&line != &lines.front()) to += ',';
        append(to, line);
    }
    to += ']';
}

std::string iso_time(std::chrono::sys_time<std::chrono::milliseconds> at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return text.data();
}

std::string trace_id(const trace_context& trace) {
    if (!trace.valid()) return "";
    return hexadecimal(trace.trace_id[0], 16) + hexadecimal(trace.trace_id[1], 16);
}

}  // namespace

std::string to_json(const stall_record& r) {
    std::string text;
    {
        object o(text);
        o.text("event", "stall");
        o.number("id", r.id);
        o.key("shard") += std::to_string(r.shard);
        o.key("ended") += r.ended ? "true" : "false";
        o.text("cause", to_string(r.cause));
        o.text("culprit", r.culprit);
        o.text("detail", r.detail);
        o.milliseconds("lasted_ms", r.lasted);
        o.milliseconds("cpu_ms", r.cpu);
        o.milliseconds("runnable_ms", r.runnable);
        o.milliseconds("throttled_ms", r.throttled);
        o.number("major_faults", r.major_faults);
        o.text("begun", iso_time(r.begun));
        o.text("task", r.task);
        o.text("spawned_at", r.spawned_at);
        o.text("trace_id", trace_id(r.trace));
        if (r.trace.valid()) o.text("span_id", hexadecimal(r.trace.span_id, 16));
        append_array(o.key("awaiting"), r.awaiting);
        append_array(o.key("stack"), r.stack);
        o.text("profile", r.profile);
    }
    return text;
}

}  // namespace weir::inline v0::diag
