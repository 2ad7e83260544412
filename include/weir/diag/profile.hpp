// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Samples of what shards did, and the stalls among them: what every profile format is written from
/// (weir/diag/profile_formats.hpp).
///
/// A *track* is a thread, here mostly a shard. A *stack* is a path in one tree of calls; coroutines
/// that await each other are its outer part, native frames the inner one, so that a flame graph
/// shows who asked for the work. A *sample* says that a track was in a stack for the time that ends
/// when the sample was taken.
///
///     profile p;
///     auto shard = p.add_track("shard 0", 4711);
///     auto stack = p.intern({{{.function = "serve", .kind = frame_kind::async},
///                             {.function = "SHA256_Update"}}});
///     p.add_sample({.track = shard, .stack = stack, .at = now, .wall = 10ms, .cpu = 10ms});
///
/// Everything is bounded by `profile_limits`; what found no room is counted in `drops()`, and the
/// formats tell it. Not thread-safe: one thread at a time, as a container. Copies are independent.

#include <weir/base/time.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace weir::inline v0::diag {

enum class frame_kind : std::uint8_t {
    native,  ///< a function on the thread's stack
    async,   ///< a coroutine that awaits the next frame
    kernel,  ///< a function of the kernel
    idle,    ///< the thread waits for work; no call
};

/// A frame as it is handed in; the texts are copied.
struct profile_frame {
    std::string_view function{};
    std::string_view file{};
    unsigned line = 0;  ///< from 1; 0 if unknown
    frame_kind kind = frame_kind::native;
    bool inlined = false;   ///< part of the code of the frame outside of it
    bool doubtful = false;  ///< found by scanning, not by unwinding
};

struct profile_sample {
    std::uint32_t track = 0;
    std::uint32_t stack = 0;  ///< from `profile::intern`; 0 for one that is not known
    time_point at{};          ///< when it was taken
    duration wall{};          ///< the time before `at` that it stands for
    duration cpu{};           ///< the CPU time used in it
};

struct profile_track {
    std::string name{};
    int thread_id = 0;
};

/// A stall, drawn above the samples where a format can.
struct profile_stall {
    std::uint32_t track = 0;
    time_point begin{};
    time_point end{};
    std::string cause{};                     ///< such as "syscall: fsync(4: /var/lib/db)"
    std::string culprit{};                   ///< the function to blame
    std::vector<std::string> await_chain{};  ///< a line a coroutine, innermost first
    std::vector<std::pair<std::string, std::string>> properties{};  ///< what else there is to show
};

/// What is profiled, and what the steady clock meant in the world.
struct profile_about {
    std::string program{};
    int process_id = 0;
    time_point steady{};                                     ///< this moment ...
    std::chrono::sys_time<std::chrono::nanoseconds> wall{};  ///< ... was then
};

/// Bounds of a profile; by default it takes some 60 MB at most.
struct profile_limits {
    std::size_t tracks = 1'024;
    std::size_t nodes = 100'000;       ///< of the tree of calls
    std::size_t samples = 500'000;     ///< of all tracks
    std::size_t stalls = 4'096;        ///< of all tracks
    std::size_t text_bytes = 8 << 20;  ///< of all names, and as much again of all stalls
    std::size_t name_bytes = 4'096;    ///< of one name or line; longer ones are cut
    std::size_t depth = 512;           ///< of one stack; the middle of deeper ones is left out
};

/// What found no room.
struct profile_drops {
    std::uint64_t samples = 0;
    std::uint64_t stacks = 0;  ///< replaced by "(stack not kept)"
    std::uint64_t frames = 0;  ///< left out of the middle of deep stacks
    std::uint64_t names = 0;   ///< cut, or replaced by "(name not kept)"
    std::uint64_t stalls = 0;
    std::uint64_t tracks = 0;

    friend bool operator==(const profile_drops&, const profile_drops&) = default;
};

class profile {
public:
    static constexpr std::uint32_t no_stack = 0;
    static constexpr std::uint32_t no_track = UINT32_MAX;

    /// A frame as it is kept; `function` and `file` are for `text()`.
    struct frame {
        std::uint32_t function = 0;
        std::uint32_t file = 0;
        unsigned line = 0;
        frame_kind kind = frame_kind::native;
        bool inlined = false;
        bool doubtful = false;

        friend auto operator<=>(const frame&, const frame&) = default;
    };

    /// A call: `frame` is for `frame_of()`. Node 0 is the root, which is no call.
    struct node {
        std::uint32_t parent = 0;  ///< always less than the node's own number
        std::uint32_t frame = 0;
    };

    explicit profile(profile_about about = {}, profile_limits limits = {});

    /// The number of the new track; `no_track`, whose samples are dropped, above the limit.
    [[nodiscard]] std::uint32_t add_track(std::string_view name, int thread_id);

    /// The stack with these frames, outermost first.
    [[nodiscard]] std::uint32_t intern(std::span<const profile_frame> frames);
    [[nodiscard]] std::uint32_t intern(std::initializer_list<profile_frame> frames) {
        return intern(std::span(frames.begin(), frames.size()));
    }

    /// In any order of time. Negative durations count as zero.
    void add_sample(const profile_sample& sample);
    void add_stall(profile_stall stall);

    [[nodiscard]] const profile_about& about() const noexcept { return about_; }
    [[nodiscard]] const profile_drops& drops() const noexcept { return drops_; }
    [[nodiscard]] std::span<const profile_track> tracks() const noexcept { return tracks_; }
    [[nodiscard]] std::span<const profile_sample> samples() const noexcept { return samples_; }
    [[nodiscard]] std::span<const profile_stall> stalls() const noexcept { return stalls_; }
    [[nodiscard]] std::span<const node> nodes() const noexcept { return nodes_; }
    [[nodiscard]] std::span<const frame> frames() const noexcept { return frames_; }
    [[nodiscard]] const frame& frame_of(std::uint32_t node_number) const noexcept {
        return frames_[nodes_[node_number].frame];
    }

    /// Valid until the next `intern`. Any bytes: the formats make them well-formed.
    [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept {
        return std::string_view(text_).substr(texts_[number].first, texts_[number].second);
    }

    /// The track to look at first: that of the longest stall, else the one with most CPU time.
    /// 0 for an empty profile.
    [[nodiscard]] std::uint32_t most_interesting_track() const;

private:
    [[nodiscard]] std::string_view cut(std::string_view text);
    [[nodiscard]] bool shorten(std::string& text, std::size_t& room);
    [[nodiscard]] std::uint32_t intern_text(std::string_view text, bool within_bounds = true);
    [[nodiscard]] std::uint32_t intern_frame(const profile_frame& frame, bool within_bounds);
    [[nodiscard]] std::uint32_t child(std::uint32_t parent, const profile_frame& frame,
                                      bool within_bounds = true);
    [[nodiscard]] std::uint32_t stack_not_kept();

    profile_about about_;
    profile_limits limits_;
    profile_drops drops_;
    std::vector<profile_track> tracks_;
    std::vector<profile_sample> samples_;
    std::vector<profile_stall> stalls_;
    std::size_t stall_bytes_ = 0;
    std::vector<node> nodes_;
    std::vector<frame> frames_;
    std::string text_;                                            ///< all texts, end to end
    std::vector<std::pair<std::uint32_t, std::uint32_t>> texts_;  ///< place and size in `text_`
    std::unordered_map<std::uint64_t, std::uint32_t> children_;   ///< by parent and frame
    std::map<frame, std::uint32_t> frame_numbers_;
    std::unordered_multimap<std::uint64_t, std::uint32_t> text_numbers_;  ///< by hash
};

}  // namespace weir::inline v0::diag
