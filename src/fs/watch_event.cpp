// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/fs/watch_event.hpp>

namespace weir::inline v0 {

const char* to_string(watch_event_kind kind) noexcept {
    switch (kind) {
        case watch_event_kind::created:
            return "created";
        case watch_event_kind::modified:
            return "modified";
        case watch_event_kind::closed_after_write:
            return "closed_after_write";
        case watch_event_kind::attributes:
            return "attributes";
        case watch_event_kind::moved_from:
            return "moved_from";
        case watch_event_kind::moved_to:
            return "moved_to";
        case watch_event_kind::renamed:
            return "renamed";
        case watch_event_kind::deleted:
            return "deleted";
        case watch_event_kind::watch_gone:
            return "watch_gone";
        case watch_event_kind::overflow:
            return "overflow";
    }
    return "unknown";
}

}  // namespace weir::inline v0
