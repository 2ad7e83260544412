// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Watching files and directories for changes, by inotify.
///
///     file_watcher watcher = co_await ok(file_watcher::open());
///     co_await ok(watcher.add("/etc/app/config.toml"));
///     for (;;) {
///         const watch_event e = co_await ok(watcher.next());
///         if (e.kind == watch_event_kind::closed_after_write ||
///             e.kind == watch_event_kind::moved_to)
///             co_await ok(reload());
///     }
///
/// A directory tells what happens to the entries in it; with `recursive`, in all directories below.
/// A file is watched by its name in its directory, because editors and deployments replace files by
/// renaming: the new file is followed, and one that is deleted may come back.
///
/// Events wait in a queue of the kernel's while nobody asks. If that fills up, and in other cases
/// where something cannot be told, an event of kind `overflow` says where to look again: nothing is
/// lost silently. The watcher itself then looks again for directories, before it tells.
///
/// Directories are scanned on the file pool, never on the shard. Thread safety: belongs to the
/// shard that opened it. Lifetime: it outlives the operations on it.

#include <weir/coro/task.hpp>
#include <weir/fs/watch_event.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <string>

namespace weir::inline v0 {

/// What to tell; combine with `|`. `watch_gone` and `overflow` are always told.
enum class watch_for : std::uint8_t {
    names = 1,       ///< created, deleted, moved_from, moved_to, renamed
    content = 2,     ///< modified: one event for each write that is seen on its own
    written = 4,     ///< closed_after_write
    attributes = 8,  ///< attributes
};

[[nodiscard]] constexpr watch_for operator|(watch_for a, watch_for b) noexcept {
    return static_cast<watch_for>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

struct watch_options {
    /// Also all directories below, those that appear later included; not through symbolic links,
    /// and not into directories that may not be read. Nothing for a file.
    bool recursive = false;
};

struct watcher_options {
    /// Directories watched at most, each needs one of the kernel's watches.
    std::size_t max_watches = 8192;
    /// Events kept at most about files found in new directories; then an `overflow` for those.
    std::size_t pending_limit = 65536;
};

class file_watcher {
public:
    /// On a shard. Errors: the system's; EMFILE where the user has as many watchers as the
    /// kernel's limit `fs.inotify.max_user_instances` allows.
    [[nodiscard]] static result<file_watcher> open(
        watcher_options options = {},
        std::source_location where = std::source_location::current()) noexcept;

    file_watcher(file_watcher&& other) noexcept;
    file_watcher& operator=(file_watcher&& other) noexcept;
    ~file_watcher();

    /// Watches what `path` is now: a directory, or a file by its name.
    ///
    /// Completes when the watch stands: what happens from then on is told. Result: the watch's id.
    /// Errors: the system's, as ENOENT; ENOSPC where the user has as many watches as the kernel's
    /// limit `fs.inotify.max_user_watches` allows, or the watcher as many as `max_watches`;
    /// `errc::bad_argument` if nothing is to be told; `errc::closed`; `errc::queue_full` of the
    /// file pool. After an error nothing more is watched than before. Cancellation: leaves queues;
    /// a scan that runs is waited for, and succeeds.
    [[nodiscard]] task<result<watch_id>> add(std::string path,
                                             watch_for events = watch_for::names |
                                                                watch_for::written,
                                             watch_options options = {});

    /// Ends a watch: no event of it follows. False if it had ended.
    bool remove(watch_id watch) noexcept;

    /// Completes when something happened. Result: the oldest event. Both halves of a renaming are
    /// one `renamed` if both are watched by the same watch and read at once, else `moved_from` and
    /// `moved_to`; for a watched file always the latter. What a new or moved-in directory contains
    /// by the time it is watched is told as `created`, whatever the watch is for.
    /// Errors: `errc::closed`; ENOSPC once for each new subtree that exceeds the limits named at
    /// `add` and is watched in part only, after which one may go on; `errc::queue_full` of the file
    /// pool, after which the next call tries again; those of a stop.
    /// Cancellation: prompt, except that a scan is waited for; no event is lost. Thread safety: one
    /// waiter at a time, fatal otherwise.
    [[nodiscard]] task<result<watch_event>> next();

    /// Ends all watches; a task that waits in `next` or `add` gets `errc::closed`, after a scan
    /// that is under way.
    void close() noexcept;
    [[nodiscard]] bool is_open() const noexcept;

private:
    struct state;
    explicit file_watcher(std::unique_ptr<state> made) noexcept;

    std::unique_ptr<state> state_;
};

}  // namespace weir::inline v0
