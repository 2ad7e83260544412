// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/profile.hpp>

namespace weir::diag {

using namespace std::chrono_literals;

inline time_point at(duration since) {
    return time_point(since);
}

inline constexpr profile_frame serve{
    .function = "serve", .file = "app.cpp", .line = 20, .kind = frame_kind::async};

/// One shard that hashes, waits and hashes on; each sample is of 10 ms.
inline profile hashing() {
    profile p({.program = "app", .process_id = 77, .steady = at(1s), .wall{1000s}});
    const auto track = p.add_track("shard 0", 41);
    const auto hash = [&](unsigned line) {
        return p.intern({serve, {.function = "hash", .file = "hash.cpp", .line = line}});
    };
    p.add_sample({.track = track, .stack = hash(9), .at = at(1s + 10ms), .wall = 10ms, .cpu = 9ms});
    p.add_sample({.track = track, .stack = hash(7), .at = at(1s + 20ms), .wall = 10ms, .cpu = 9ms});
    p.add_sample({.track = track, .stack = p.intern({serve}), .at = at(1s + 130ms), .wall = 10ms});
    return p;
}

inline profile_stall slow_write() {
    return {.track = 0,
            .begin = at(1s + 5ms),
            .end = at(1s + 25ms),
            .cause = "syscall: fsync(4: /db)",
            .culprit = "save",
            .await_chain = {"save at db.cpp:9", "serve at app.cpp:20"},
            .properties = {{"trace", "4bf92f35"}}};
}

}  // namespace weir::diag
