// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/json_writer.hpp"
#include "diag/tasks/task_filter.hpp"
#include "diag/tasks/words.hpp"

#include <weir/diag/tasks.hpp>

#include <algorithm>
#include <utility>

namespace weir::inline v0::diag {
namespace {

class tasks_writer {
public:
    std::string run(const std::vector<shard_tasks>& shards, std::string_view filter,
                    std::size_t limit) {
        std::size_t total = 0;
        for (const shard_tasks& s : shards) total += s.tasks.size();
        for (const shard_tasks& s : shards) add_tasks(s, filter, limit);
        const std::string tasks = std::exchange(text_, {});
        text_ = "{\"available\":true,\"at\":\"" + detail::utc_now() + "\"";
        text_ += ",\"total\":" + std::to_string(total) + ",\"shown\":" + std::to_string(shown_);
        text_ += ",\"shards\":[";
        for (const shard_tasks& s : shards) add_shard(s);
        text_ += "],\"tasks\":[" + tasks + "]}";
        return std::move(text_);
    }

private:
    void comma() {
        if (!text_.empty() && text_.back() != '[') text_ += ',';
    }
    void field(const char* name, std::string_view value) {
        text_.append(",\"").append(name).append("\":");
        detail::append_json(text_, value);
    }
    void plain(const char* name, std::string_view value) {
        text_.append(",\"").append(name).append("\":").append(value);
    }

    void add_shard(const shard_tasks& s) {
        comma();
        text_ += "{\"shard\":" + std::to_string(s.shard);
        plain("from_outside", s.from_outside ? "true" : "false");
        plain("moving", s.moving ? "true" : "false");
        plain("complete", s.complete ? "true" : "false");
        plain("timers", std::to_string(s.timers));
        text_ += ",\"verdicts\":[";
        for (const leak_verdict& v : s.verdicts) add_verdict(v, s);
        text_ += "]}";
    }

    void add_verdict(const leak_verdict& v, const shard_tasks& s) {
        comma();
        text_.append("{\"kind\":\"").append(to_string(v.kind)).append("\",\"tasks\":[");
        for (const std::size_t i : v.tasks) {
            comma();
            detail::append_json(text_, s.tasks[i].id);
        }
        text_ += "]";
        field("sentence", v.sentence);
        text_ += "}";
    }

    void add_tasks(const shard_tasks& s, std::string_view filter, std::size_t limit) {
        const std::vector<bool> wanted = detail::matching_tasks(s.tasks, filter);
        for (std::size_t i = 0; i < s.tasks.size(); ++i) {
            if (!wanted[i] || shown_ == limit) continue;
            ++shown_;
            add_task(s, i);
        }
    }

    void add_task(const shard_tasks& s, std::size_t index) {
        const task_entry& t = s.tasks[index];
        comma();
        text_ += "{\"id\":\"" + t.id + "\"";
        plain("parent",
              t.parent == task_entry::no_parent ? "null" : "\"" + s.tasks[t.parent].id + "\"");
        plain("shard", std::to_string(s.shard));
        plain("depth", std::to_string(t.depth));
        plain("spawned", t.spawned ? "true" : "false");
        field("name", t.name);
        field("spawned_at", t.spawned_at);
        field("function", t.function);
        field("file", t.file);
        plain("line", std::to_string(t.line));
        field("state", t.running ? "running" : t.line == 0 ? "new" : "suspended");
        field("awaits", t.awaits);
        field("awaits_kind", t.awaits_kind);
        plain("object", t.object == 0 ? "null" : "\"" + detail::hex(t.object) + "\"");
        plain("waiting_ms", t.awaits.empty() ? "null" : detail::json_ms(t.waiting));
        plain("age_ms", t.age ? detail::json_ms(*t.age) : "null");
        plain("deadline_in_ms", t.deadline_in ? detail::json_ms(*t.deadline_in) : "null");
        field("verdict", verdict_of(s, index));
        text_ += "}";
    }

    static std::string_view verdict_of(const shard_tasks& s, std::size_t task) {
        for (const leak_verdict& v : s.verdicts)
            if (std::ranges::find(v.tasks, task) != v.tasks.end()) return v.sentence;
        return {};
    }

    std::string text_;
    std::size_t shown_ = 0;
};

}  // namespace

std::string tasks_json(std::size_t limit, std::string_view filter) {
    return tasks_writer().run(tasks_snapshot(limit), filter, limit);
}

}  // namespace weir::inline v0::diag
