// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/json_writer.hpp"
#include "diag/tasks/words.hpp"

#include <weir/diag/handles.hpp>

#include <map>

namespace weir::inline v0::diag {
namespace {

bool matches(const handle_entry_info& h, std::string_view filter) {
    for (const std::string* text : {&h.kind, &h.id, &h.name, &h.task, &h.created_at, &h.note})
        if (text->find(filter) != std::string::npos) return true;
    return false;
}

void comma(std::string& text) {
    if (text.back() != '[') text += ',';
}

void field(std::string& text, const char* name, std::string_view value) {
    text.append(",\"").append(name).append("\":");
    detail::append_json(text, value);
}

void plain(std::string& text, const char* name, std::string_view value) {
    text.append(",\"").append(name).append("\":").append(value);
}

std::string ms_or_null(const std::optional<duration>& d) {
    return d ? detail::json_ms(*d) : "null";
}

void add_json(std::string& text, const handle_entry_info& h) {
    text += "{\"kind\":\"" + h.kind + "\"";
    field(text, "id", h.id);
    plain(text, "shard", h.shard ? std::to_string(*h.shard) : "null");
    field(text, "name", h.name);
    field(text, "task", h.task);
    field(text, "created_at", h.created_at);
    plain(text, "age_ms", ms_or_null(h.age));
    plain(text, "idle_ms", ms_or_null(h.idle));
    field(text, "note", h.note);
    text += "}";
}

std::string line_of(const handle_entry_info& h) {
    std::string text = h.kind + " " + h.id;
    if (h.shard) text += " of shard " + std::to_string(*h.shard);
    if (!h.name.empty() && h.name != h.id) text += ": " + h.name;
    if (!h.created_at.empty()) text += ", made at " + h.created_at;
    if (!h.task.empty()) text += " by task " + h.task;
    if (h.age) text += ", " + detail::duration_words(*h.age) + " old";
    if (h.idle) text += ", idle for " + detail::duration_words(*h.idle);
    if (!h.note.empty()) text += ", " + h.note;
    return text + "\n";
}

}  // namespace

std::string handles_json(std::size_t limit, std::string_view filter) {
    const handles_info info = handles_snapshot(limit);
    std::string list = "[";
    std::size_t shown = 0;
    for (const handle_entry_info& h : info.handles) {
        if (!matches(h, filter)) continue;
        comma(list);
        add_json(list, h);
        ++shown;
    }
    std::string text = "{\"available\":true,\"at\":\"" + detail::utc_now() + "\"";
    plain(text, "total", std::to_string(info.handles.size()));
    plain(text, "shown", std::to_string(shown));
    plain(text, "complete", info.complete ? "true" : "false");
    text += ",\"from_outside\":[";
    for (const unsigned shard : info.from_outside) {
        comma(text);
        text += std::to_string(shard);
    }
    text += "],\"hints\":[";
    for (const std::string& hint : info.hints) {
        comma(text);
        detail::append_json(text, hint);
    }
    return text + "],\"handles\":" + list + "]}";
}

std::string handles_text(std::size_t limit, std::string_view filter) {
    const handles_info info = handles_snapshot(limit);
    std::string text;
    for (const std::string& hint : info.hints) text += "HINT: " + hint + "\n";
    for (const unsigned shard : info.from_outside)
        text += "shard " + std::to_string(shard) + " does not answer, and was read from outside\n";
    std::map<std::string, std::size_t> counts;
    for (const handle_entry_info& h : info.handles) ++counts[h.kind];
    for (const auto& [kind, count] : counts) text += kind + ": " + std::to_string(count) + "\n";
    for (const handle_entry_info& h : info.handles)
        if (matches(h, filter)) text += line_of(h);
    return text;
}

}  // namespace weir::inline v0::diag
