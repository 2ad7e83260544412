// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "top/top_view.hpp"

#include "text_table.hpp"

#include <weir/lab/words.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace weir::inline v0::cli {
namespace {

using nlohmann::json;

constexpr std::size_t shown_stalls = 8;
constexpr std::size_t shown_culprits = 5;

// Members may be missing or null: the listener may be of another version.
double number(const json& from, const char* name) {
    const auto found = from.find(name);  // the end, if it is no object
    return found != from.end() && found->is_number() ? found->get<double>() : 0;
}

bool flag(const json& from, const char* name, bool otherwise) {
    const auto found = from.find(name);
    return found != from.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

/// What a program says of itself must not steer the terminal.
std::string text(const json& from, const char* name) {
    const auto found = from.find(name);
    std::string value = found != from.end() && found->is_string() ? found->get<std::string>() : "";
    std::ranges::replace_if(value, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
    return value;
}

const json& list(const json& from, const char* name) {
    static const json none = json::array();
    if (!from.is_object()) return none;
    const auto found = from.find(name);
    return found != from.end() && found->is_array() ? *found : none;
}

std::string cut(std::string value, std::size_t most) {
    if (value.size() > most) value = value.substr(0, most - 3) + "...";
    return value;
}

std::string count_cell(double value) {
    return fmt::format("{:.0f}", value);
}

class painter {
public:
    explicit painter(bool colours) : colours_(colours) {}
    [[nodiscard]] std::string bold(const std::string& s) const { return in("1", s); }
    [[nodiscard]] std::string red(const std::string& s) const { return in("1;31", s); }
    [[nodiscard]] std::string yellow(const std::string& s) const { return in("33", s); }

private:
    [[nodiscard]] std::string in(const char* style, const std::string& s) const {
        return colours_ ? fmt::format("\x1b[{}m{}\x1b[0m", style, s) : s;
    }
    bool colours_;
};

std::string stuck_shards(const json& live) {
    std::string names;
    for (const json& s : list(live, "stalls"))
        names += fmt::format("{}shard {:.0f} in {} for {}", names.empty() ? "" : ", ",
                             number(s, "shard"), text(s, "culprit"),
                             age_text(number(s, "since_ms") / 1e3));
    return names.empty() ? text(live, "detail") : names;
}

std::string health_line(const top_snapshot& now, const painter& paint) {
    const std::string status = text(now.live, "status");
    if (status == "ok") return "Every shard turns.";
    if (status == "stuck") return paint.red("STUCK: " + stuck_shards(now.live));
    return paint.yellow("Stalled: " + stuck_shards(now.live));
}

std::string program_line(const json& state) {
    const std::string tiers =
        state.contains("tiers")
            ? fmt::format(", finds {} / samples {}", text(state["tiers"], "switches"),
                          text(state["tiers"], "sampler"))
            : "";
    return fmt::format("{} (process {:.0f} on {}), up {}, Weir {}{}", text(state, "program"),
                       number(state, "process_id"), text(state, "host"),
                       age_text(number(state, "uptime_s")), text(state, "weir_version"), tiers);
}

/// The growth a second of a counter of the element with the same index.
std::string rate_cell(const json& now, const json& before, const char* name, double seconds) {
    for (const json& earlier : before)
        if (number(earlier, "index") == number(now, "index") && seconds > 0)
            return lab::number_text(std::max(0.0, number(now, name) - number(earlier, name)) /
                                    seconds);
    return "-";
}

std::string shards_table(const top_snapshot& now, const top_snapshot* before) {
    static const json none = json::array();
    const json& earlier = before != nullptr ? list(before->state, "shards") : none;
    const double seconds =
        before != nullptr ? std::chrono::duration<double>(now.at - before->at).count() : 0;
    text_table table({"SHARD", "STATE", "DRIVER", "BUSY", "TURN P50", "P99", "LONGEST", "TURNS/S",
                      "STEPS/S", "BLOCKED"},
                     3);
    for (const json& s : list(now.state, "shards"))
        table.add({count_cell(number(s, "index")), text(s, "state"), text(s, "driver"),
                   lab::ms_text(number(s, "busy_ms")), lab::ms_text(number(s, "turn_p50_ms")),
                   lab::ms_text(number(s, "turn_p99_ms")),
                   lab::ms_text(number(s, "longest_turn_ms")),
                   rate_cell(s, earlier, "turns", seconds), rate_cell(s, earlier, "steps", seconds),
                   count_cell(number(s, "blocked_steps"))});
    return table.to_string();
}

std::string pools_table(const json& state) {
    if (list(state, "pools").empty()) return "";
    text_table table({"POOL", "THREADS", "RUNNING", "QUEUED", "LOST", "REFUSED"}, 1);
    for (const json& p : list(state, "pools"))
        table.add({text(p, "name"), count_cell(number(p, "threads")),
                   count_cell(number(p, "running")), count_cell(number(p, "queued")),
                   count_cell(number(p, "lost")), count_cell(number(p, "refused"))});
    return "\n" + table.to_string();
}

std::string servers_table(const json& state) {
    if (list(state, "servers").empty()) return "";
    text_table table({"SERVER", "READY", "CONNECTIONS", "IN FLIGHT", "REQUESTS", "BAD"}, 2);
    for (const json& s : list(state, "servers"))
        table.add({text(s, "name"), flag(s, "ready", false) ? "yes" : "no",
                   count_cell(number(s, "connections")), count_cell(number(s, "in_flight")),
                   count_cell(number(s, "requests")), count_cell(number(s, "bad_requests"))});
    return "\n" + table.to_string();
}

std::string stalls_table(const top_snapshot& now, const painter& paint) {
    const json& stalls = list(now.stalls, "stalls");
    if (stalls.empty()) return now.stalls.is_object() ? "\nNo stall so far.\n" : "";
    text_table table({"STALL", "BEGUN", "SHARD", "CAUSE", "CULPRIT", "DETAIL", "LASTED"}, 6);
    for (std::size_t i = 0; i < std::min(stalls.size(), shown_stalls); ++i) {
        const json& s = stalls[i];
        const std::string begun = text(s, "begun");
        table.add({"#" + count_cell(number(s, "id")),
                   begun.size() >= 19 ? begun.substr(11, 8) : begun, count_cell(number(s, "shard")),
                   text(s, "cause"), cut(text(s, "culprit"), 40), cut(text(s, "detail"), 40),
                   lab::ms_text(number(s, "lasted_ms")) + (flag(s, "ended", true) ? "" : " ...")});
    }
    return "\n" + paint.bold("Stalls") + " (UTC)\n" + table.to_string();
}

std::string culprits_table(const json& state, const painter& paint) {
    const json& all = list(state, "culprits");
    if (all.empty()) return "";
    text_table table({"FUNCTION", "PLACE", "BLOCKED", "LONGEST"}, 2);
    for (std::size_t i = 0; i < std::min(all.size(), shown_culprits); ++i)
        table.add({cut(text(all[i], "function"), 50),
                   cut(fmt::format("{}:{:.0f}", text(all[i], "file"), number(all[i], "line")), 40),
                   count_cell(number(all[i], "blocked")),
                   lab::ms_text(number(all[i], "longest_ms"))});
    return "\n" + paint.bold("Steps that slept") + "\n" + table.to_string();
}

}  // namespace

std::string age_text(double seconds) {
    const auto s = static_cast<long long>(seconds);
    if (seconds < 60) return fmt::format("{:.1f} s", seconds);
    if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
    if (s < 86'400) return fmt::format("{} h {} min", s / 3600, s / 60 % 60);
    return fmt::format("{} d {} h", s / 86'400, s / 3600 % 24);
}

std::string top_view(const std::string& address, const top_snapshot& now,
                     const top_snapshot* before, bool colours) {
    const painter paint(colours);
    std::string view = paint.bold("weir top " + address) + "  ";
    view += (now.state.is_object() ? program_line(now.state) : "") + "\n";
    if (now.live_status != 0) view += health_line(now, paint) + "\n";
    if (!now.trouble.empty()) view += paint.red(now.trouble) + "\n";
    if (!now.state.is_object()) return view;
    view += "\n" + shards_table(now, before) + pools_table(now.state) + servers_table(now.state);
    return view + stalls_table(now, paint) + culprits_table(now.state, paint);
}

}  // namespace weir::inline v0::cli
