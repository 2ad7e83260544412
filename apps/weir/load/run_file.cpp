// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/run_file.hpp"

#include "load/text_file.hpp"

#include <nlohmann/json.hpp>

namespace weir::inline v0::cli {
namespace {

using json = nlohmann::json;

const json& member(const json& of, const char* name) {
    static const json nothing;
    const auto found = of.is_object() ? of.find(name) : of.end();
    return of.is_object() && found != of.end() ? *found : nothing;
}

double number(const json& of, const char* name) {
    const json& value = member(of, name);
    return value.is_number() ? value.get<double>() : 0;
}

std::uint64_t count(const json& value) {
    return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

bool is(const json& of, const char* name, bool otherwise) {
    const json& value = member(of, name);
    return value.is_boolean() ? value.get<bool>() : otherwise;
}

measured_second read_second(const json& from) {
    measured_second made;
    made.seconds = number(from, "seconds");
    made.ok = count(member(from, "ok"));
    made.bad = count(member(from, "errors")) + count(member(from, "shed"));
    const json& latency = member(from, "latency_us");
    for (std::size_t i = 0; latency.is_array() && i + 1 < latency.size(); i += 2)
        if (latency[i].is_number())
            made.latency_us.emplace_back(latency[i].get<double>(), count(latency[i + 1]));
    return made;
}

measured_step read_step(const std::string& target, const json& from) {
    measured_step made;
    made.target = target;
    made.open = member(from, "rate").is_number();
    made.level = number(from, made.open ? "rate" : "users");
    made.sound =
        is(from, "certified", true) && is(from, "settled", true) && !is(from, "interrupted", false);
    const json& series = member(from, "series");
    if (series.is_array())
        for (const json& second : series) made.series.push_back(read_second(second));
    return made;
}

}  // namespace

result<std::vector<measured_step>, std::string> parse_run(std::string_view text,
                                                          const std::string& name) {
    const json root = json::parse(text, nullptr, false);
    if (root.is_discarded()) return std::unexpected(name + " is not JSON");
    if (member(root, "schema") != "weir.load/1")
        return std::unexpected(name + " is not a report of weir load --json");
    std::vector<measured_step> steps;
    const json& variants = member(root, "variants");
    if (!variants.is_array()) return steps;
    for (const json& variant : variants) {
        const json& target = member(variant, "name");
        const json& list = member(variant, "steps");
        if (!list.is_array()) continue;
        for (const json& step : list)
            steps.push_back(read_step(target.is_string() ? target.get<std::string>() : "", step));
    }
    return steps;
}

result<std::vector<measured_step>, std::string> read_run(const std::string& path) {
    const auto text = read_text_file(path);
    if (!text) return std::unexpected(text.error());
    return parse_run(*text, path);
}

}  // namespace weir::inline v0::cli
