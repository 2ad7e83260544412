// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Who waits for what: every coroutine of every shard, with what it awaits since when, and for whom
/// it was begun.
///
///     std::puts(diag::tasks_text().c_str());                  // a tree for people
///     for (const diag::shard_tasks& s : diag::tasks_snapshot())
///         for (const diag::leak_verdict& v : s.verdicts) alarm(v.sentence);
///
/// The model: coroutines are linked to each other anyway, so keeping the registry costs nothing but
/// two time stamps a task. A snapshot is taken by the shard itself, between two steps. A shard that
/// does not answer within 100 ms is stuck, and is read from outside, by system calls to which a bad
/// address is an error; if it moved meanwhile, the snapshot says so.
///
/// A verdict is given only if it is proven, and by a complete snapshot: age alone proves nothing.
///
/// Thread rule: from any thread but a shard's, since it waits for the shards; fatal on one. On a
/// shard, `format_task_tree` shows that shard. Symbols are not needed: places are those of
/// `std::source_location`.

#include <weir/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::diag {

/// One coroutine: a spawned task, or one that its parent awaits.
struct task_entry {
    static constexpr std::size_t no_parent = SIZE_MAX;

    std::string id;                  ///< unique while it lives
    std::size_t parent = no_parent;  ///< an index into the same list, less than its own
    unsigned depth = 0;
    bool spawned = false;
    bool running = false;    ///< it, or one that it awaits, runs in the step that is going on
    std::string name;        ///< that given to `spawn`, else empty
    std::string spawned_at;  ///< file:line
    std::string function;    ///< where it is suspended; empty before its first step
    std::string file;
    unsigned line = 0;
    std::string awaits;           ///< the operation, such as "net.recv"; empty if none so far
    std::string awaits_kind;      ///< "net", "file", "timer", "sync", "task", "offload"...
    std::uintptr_t object = 0;    ///< address of the mutex, channel or event it waits for
    duration waiting{};           ///< how long; exact to a turn
    std::optional<duration> age;  ///< of a spawned task
    std::optional<duration> deadline_in;  ///< negative once it has passed
};

enum class leak_kind : std::uint8_t {
    cycle,      ///< tasks that wait for each other
    lost_lock,  ///< a mutex whose owner ended without unlocking it
    no_sender,  ///< a channel whose counted senders are all gone, and which nobody closed
};
[[nodiscard]] const char* to_string(leak_kind kind) noexcept;

/// Tasks that wait for what cannot come, unless they are stopped or reach their deadline.
struct leak_verdict {
    leak_kind kind;
    std::vector<std::size_t> tasks;  ///< indices; of a cycle, each waits for the next
    std::string sentence;
};

struct shard_tasks {
    unsigned shard = 0;
    bool from_outside = false;      ///< the shard did not answer
    bool moving = false;            ///< it went on while it was read from outside
    bool complete = true;           ///< false if cut off at the limit, or torn
    std::size_t timers = 0;         ///< pending
    std::vector<task_entry> tasks;  ///< depth first: a parent before its children
    std::vector<leak_verdict> verdicts;
};

/// Of each shard at most `limit` coroutines.
[[nodiscard]] std::vector<shard_tasks> tasks_snapshot(std::size_t limit = 10'000);

/// One object, see docs/reference/admin.md. With a filter, only tasks whose name, spawn site,
/// place or wait contains it, and their ancestors.
[[nodiscard]] std::string tasks_json(std::size_t limit = 10'000, std::string_view filter = {});

/// An indented line a coroutine, verdicts first.
[[nodiscard]] std::string tasks_text(std::size_t limit = 10'000, std::string_view filter = {});

}  // namespace weir::inline v0::diag
