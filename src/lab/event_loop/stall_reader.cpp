// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/stall_reader.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/http/client.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

constexpr int looks = 30;
constexpr duration between_looks = 100ms;
constexpr std::size_t longest_answer = std::size_t{256} << 20;
constexpr std::size_t most_lines = 150;
constexpr std::size_t most_frames = 40;
constexpr std::size_t longest_name = 120;

task<result<std::string>> ask(http::client& client, std::uint16_t port, std::string_view path) {
    const std::string url = "http://127.0.0.1:" + std::to_string(port);
    http::client_response answer = co_await ok(client.get(url + std::string(path)));
    if (answer.code() != http::status::ok) co_return fail(errc::unavailable);
    co_return co_await answer.text(longest_answer);
}

double lasted_ms(const json& record) {
    return record.value("lasted_ms", 0.0);
}

bool any_function(const json& record, const char* list, std::string_view function) {
    const auto lines = record.find(list);
    if (lines == record.end() || !lines->is_array()) return false;
    return std::ranges::any_of(*lines, [&](const json& line) {
        return line.is_object() && line.value("function", "").contains(function);
    });
}

/// Where the record says the name of the function.
std::string named_by(const json& record, std::string_view function) {
    if (function.empty()) return {};
    if (record.value("culprit", "").contains(function)) return "culprit";
    if (any_function(record, "stack", function)) return "stack";
    return any_function(record, "awaiting", function) ? "await chain" : "";
}

void describe_longest(route_stalls& stalls, const json& record, std::string_view function) {
    stalls.longest_ms = lasted_ms(record);
    stalls.cause = record.value("cause", "");
    stalls.culprit = record.value("culprit", "");
    stalls.named_by = named_by(record, function);
    stalls.record = record.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Its outer frames, with names that a picture has room for: an engine that recurses makes others.
std::string cut_stack(std::string_view stack) {
    std::string cut;
    for (std::size_t frames = 0; frames < most_frames && !stack.empty(); ++frames) {
        const std::string_view name = stack.substr(0, stack.find(';'));
        stack.remove_prefix(std::min(stack.size(), name.size() + 1));
        if (frames > 0) cut += ';';
        cut += name.substr(0, longest_name);
    }
    return cut;
}

std::uint64_t newest(const std::string& text) {
    const json records = json::parse(text, nullptr, false);
    if (!records.is_array() || records.empty()) return 0;
    return records.front().value("id", std::uint64_t{0});
}

}  // namespace

result<route_stalls> parse_stalls(std::string_view text, std::uint64_t last,
                                  std::string_view function) try {
    route_stalls stalls;
    const json records = json::parse(text, nullptr, false);
    if (records.is_null()) return stalls;
    if (!records.is_array()) return fail(errc::protocol_error);
    stalls.watched = true;
    for (const json& record : records) {
        if (!record.is_object() || record.value("id", std::uint64_t{0}) <= last) continue;
        ++stalls.count;
        // A longer record that does not name the function does not hide one that does.
        const bool better = !named_by(record, function).empty() && stalls.named_by.empty();
        const bool worse = named_by(record, function).empty() && !stalls.named_by.empty();
        if (stalls.record.empty() || better || (!worse && lasted_ms(record) > stalls.longest_ms))
            describe_longest(stalls, record, function);
    }
    return stalls;
} catch (const json::exception&) {
    return fail(errc::protocol_error);
}

std::vector<flame_line> parse_collapsed(std::string_view text) {
    std::map<std::string, std::uint64_t> stacks;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::size_t space = line.rfind(' ');
        if (space == std::string_view::npos) continue;
        std::uint64_t weight = 0;
        const auto read =
            std::from_chars(line.data() + space + 1, line.data() + line.size(), weight);
        if (read.ec == std::errc{} && weight > 0)
            stacks[cut_stack(line.substr(0, space))] += weight;
    }
    std::vector<flame_line> lines(stacks.begin(), stacks.end());
    std::ranges::sort(lines, std::ranges::greater{}, &flame_line::second);
    if (lines.size() > most_lines) lines.resize(most_lines);
    return lines;
}

task<result<void>> read_stalls(std::uint16_t port, std::uint64_t& last, loop_route& route) {
    http::client client;
    std::string text;
    for (int look = 0; look < looks; ++look) {
        text = co_await ok(ask(client, port, "/lab/stalls"));
        auto stalls = parse_stalls(text, last, route.function);
        if (!stalls) co_return fail(stalls.error());
        route.stalls = std::move(*stalls);
        if (!route.harms || !route.stalls.watched || !route.stalls.named_by.empty()) break;
        co_await ok(sleep_for(between_looks));
    }
    last = std::max(last, newest(text));
    const int seconds = static_cast<int>(route.during.seconds + route.after.seconds) + 1;
    const std::string profile =
        co_await ok(ask(client, port, "/lab/profile/" + std::to_string(seconds)));
    route.flame = parse_collapsed(profile);
    co_return result<void>();
}

}  // namespace weir::inline v0::lab
