// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/stop.hpp>

namespace weir::inline v0 {

const char* to_string(stop_reason reason) noexcept {
    switch (reason) {
        case stop_reason::none:
            return "none";
        case stop_reason::requested:
            return "requested";
        case stop_reason::deadline:
            return "deadline";
        case stop_reason::sibling:
            return "sibling";
        case stop_reason::drain:
            return "drain";
        case stop_reason::peer_left:
            return "peer left";
    }
    return "unknown";
}

bool stop_source::request_stop(stop_reason reason) noexcept {
    if (stop_requested()) return false;
    reason_ = reason;
    // A callback may disarm others, so take them one by one instead of iterating.
    while (stop_callback* callback = callbacks_.pop_front()) callback->fn_(*callback);
    return true;
}

void stop_source::upstream_link::forward(stop_callback& callback) noexcept {
    auto& link = static_cast<upstream_link&>(callback);
    link.self->request_stop(link.token.reason());
}

}  // namespace weir::inline v0
