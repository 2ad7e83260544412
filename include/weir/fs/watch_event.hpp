// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a `file_watcher` tells: what happened, where, and for which of its watches.
///
///     const watch_event e = co_await ok(watcher.next());
///     log(log_level::info, std::string(to_string(e.kind)) + " " + e.path);
///
/// A plain value without a thread rule.

#include <cstdint>
#include <string>

namespace weir::inline v0 {

/// Names one `add` of a watcher; never used twice by it. The value-initialised one names none.
enum class watch_id : std::uint64_t {};

enum class watch_event_kind : std::uint8_t {
    created,             ///< a file or directory, or a further link to a file
    modified,            ///< written to or truncated, perhaps not completely yet
    closed_after_write,  ///< whoever had opened it for writing closed it: usually complete
    attributes,          ///< permissions, owner, times, number of links
    moved_from,          ///< renamed to a place that is not watched, or see `renamed`
    moved_to,            ///< renamed from such a place; may have replaced what was there
    renamed,             ///< from `from` to `path`; may have replaced what was there
    deleted,
    watch_gone,  ///< what is watched was deleted, renamed or unmounted; the watch has ended
    overflow,    ///< events were lost: look again at all below `path`, at everything if it is empty
};

[[nodiscard]] const char* to_string(watch_event_kind kind) noexcept;

struct watch_event {
    watch_id watch{};  ///< none for an overflow that concerns all watches
    watch_event_kind kind{};
    std::string path = {};  ///< begins as the path that was given to `add`
    std::string from = {};  ///< the former path of what was `renamed`
    bool is_directory = false;
};

}  // namespace weir::inline v0
