// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Profiles as files that other tools open.
///
/// | function | format | opens in |
/// |---|---|---|
/// | `write_cpuprofile` | `.cpuprofile`, one track | Chrome DevTools, speedscope, VS Code |
/// | `write_trace` | Chrome trace `.json`, all tracks and a track of stalls | Chrome DevTools |
/// | `write_collapsed` | a line a stack, with its microseconds | speedscope, flamegraph.pl |
/// | `write_pprof` | `.pb.gz`, samples, wall and CPU time | go tool pprof, speedscope |
///
///     std::ofstream file("shard0.cpuprofile");
///     write_cpuprofile(p, 0, [&](std::string_view piece) { file << piece; });
///
/// Coroutines are called "async NAME" and contain what they wait for; doubtful frames end in "(?)",
/// kernel frames in "[kernel]". Names that are not UTF-8 are made so. A profile without a sample is
/// written as a valid file. What the profile's bounds dropped is told, except in the collapsed
/// format, which has no place for it.
///
/// The writers hand out pieces of some 16 KiB in order and keep no state. They only read the
/// profile: several threads may write the same one. An exception of the sink passes through.

#include <weir/diag/profile.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace weir::inline v0::diag {

using profile_sink = std::function<void(std::string_view)>;

/// One track over time: from its first sample to its last, idle where no sample says otherwise.
/// A function is one node under each of its callers, at the lowest line seen in it;
/// `positionTicks` has the lines. The stalls of the track stand in a field of our own, "weir". A
/// track that does not exist is an empty one.
void write_cpuprofile(const profile& p, std::uint32_t track, const profile_sink& sink);

/// Every track as a thread with its flame chart, the first as main thread; the stalls in red, on a
/// track of their own with cause, culprit and await chain.
void write_trace(const profile& p, const profile_sink& sink);

/// "track;outermost;...;innermost MICROSECONDS" of wall time. Semicolons and control characters in
/// names become ':' and spaces.
void write_collapsed(const profile& p, const profile_sink& sink);

/// Compressed protobuf. Inlined frames share the location of the function they are part of; the
/// track is the label "thread".
void write_pprof(const profile& p, const profile_sink& sink);

[[nodiscard]] std::string to_cpuprofile(const profile& p, std::uint32_t track);
[[nodiscard]] std::string to_trace(const profile& p);
[[nodiscard]] std::string to_collapsed(const profile& p);
[[nodiscard]] std::string to_pprof(const profile& p);

}  // namespace weir::inline v0::diag
