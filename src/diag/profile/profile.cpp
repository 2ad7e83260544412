// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/profile.hpp>

#include <algorithm>
#include <functional>

namespace weir::inline v0::diag {
namespace {

/// Positions in the text are 32 bits wide.
constexpr std::size_t most_text_bytes = std::size_t{1} << 30;

constexpr profile_frame not_kept_frame{.function = "(stack not kept)"};
constexpr profile_frame omitted_frame{.function = "(frames left out)"};

/// The longest start of `text` of at most `size` bytes that does not end within a character.
std::string_view prefix(std::string_view text, std::size_t size) noexcept {
    const auto within = [&](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    };
    if (size >= text.size()) return text;
    const std::size_t longest = size;
    while (size > 0 && longest - size < 3 && within(size)) --size;
    return text.substr(0, within(size) ? longest : size);
}

/// At least 0.
duration positive(duration d) noexcept {
    return std::max(d, duration::zero());
}

}  // namespace

profile::profile(profile_about about, profile_limits limits)
    : about_(std::move(about)), limits_(limits), nodes_(1), frames_(1), texts_{{0, 0}} {
    limits_.text_bytes = std::min(limits_.text_bytes, most_text_bytes);
    limits_.depth = std::max<std::size_t>(limits_.depth, 2);
}

std::uint32_t profile::add_track(std::string_view name, int thread_id) {
    if (tracks_.size() >= limits_.tracks) {
        ++drops_.tracks;
        return no_track;
    }
    tracks_.push_back({.name = std::string(cut(name)), .thread_id = thread_id});
    return static_cast<std::uint32_t>(tracks_.size() - 1);
}

std::string_view profile::cut(std::string_view text) {
    if (text.size() <= limits_.name_bytes) return text;
    ++drops_.names;
    return prefix(text, limits_.name_bytes);
}

std::uint32_t profile::intern_text(std::string_view text, bool within_bounds) {
    if (text.empty()) return 0;
    if (within_bounds) text = cut(text);
    const std::uint64_t hash = std::hash<std::string_view>{}(text);
    const auto [first, last] = text_numbers_.equal_range(hash);
    for (auto it = first; it != last; ++it)
        if (this->text(it->second) == text) return it->second;
    if (within_bounds && text_.size() + text.size() > limits_.text_bytes) {
        ++drops_.names;
        return intern_text("(name not kept)", false);
    }
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text_.size(), text.size());
    text_ += text;
    text_numbers_.emplace(hash, number);
    return number;
}

/// 0 if there is no room for a new frame.
std::uint32_t profile::intern_frame(const profile_frame& f, bool within_bounds) {
    const frame kept{.function = intern_text(f.function, within_bounds),
                     .file = intern_text(f.file, within_bounds),
                     .line = f.line,
                     .kind = f.kind,
                     .inlined = f.inlined,
                     .doubtful = f.doubtful};
    if (const auto known = frame_numbers_.find(kept); known != frame_numbers_.end())
        return known->second;
    if (within_bounds && frames_.size() >= limits_.nodes) return 0;
    const auto number = static_cast<std::uint32_t>(frames_.size());
    frames_.push_back(kept);
    frame_numbers_.emplace(kept, number);
    return number;
}

/// 0 if there is no room for a new node.
std::uint32_t profile::child(std::uint32_t parent, const profile_frame& f, bool within_bounds) {
    const std::uint32_t frame_number = intern_frame(f, within_bounds);
    const std::uint64_t key = std::uint64_t{parent} << 32 | frame_number;
    if (const auto known = children_.find(key); known != children_.end()) return known->second;
    if (frame_number == 0 || (within_bounds && nodes_.size() >= limits_.nodes)) return 0;
    const auto number = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({.parent = parent, .frame = frame_number});
    children_.emplace(key, number);
    return number;
}

std::uint32_t profile::stack_not_kept() {
    ++drops_.stacks;
    return child(no_stack, not_kept_frame, false);
}

std::uint32_t profile::intern(std::span<const profile_frame> frames) {
    const bool deep = frames.size() > limits_.depth;
    const std::size_t outer = deep ? limits_.depth / 2 : frames.size();
    const std::size_t inner = deep ? frames.size() - (limits_.depth - outer) : frames.size();
    std::uint32_t at = no_stack;
    const auto descend = [&](const profile_frame& f) { return (at = child(at, f)) != 0; };
    if (!std::ranges::all_of(frames.first(outer), descend)) return stack_not_kept();
    if (!deep) return at;
    drops_.frames += inner - outer;
    if (!descend(omitted_frame) || !std::ranges::all_of(frames.subspan(inner), descend))
        return stack_not_kept();
    return at;
}

void profile::add_sample(const profile_sample& sample) {
    const bool known = sample.track < tracks_.size() && sample.stack < nodes_.size();
    if (!known || samples_.size() >= limits_.samples) {
        ++drops_.samples;
        return;
    }
    samples_.push_back(sample);
    samples_.back().wall = positive(sample.wall);
    samples_.back().cpu = positive(sample.cpu);
}

/// False if there is no room for the text.
bool profile::shorten(std::string& text, std::size_t& room) {
    text.resize(cut(text).size());
    if (text.size() > room) return false;
    room -= text.size();
    return true;
}

void profile::add_stall(profile_stall stall) {
    std::size_t room = limits_.text_bytes - stall_bytes_;
    const auto fits = [&](std::string& text) { return shorten(text, room); };
    const bool kept =
        stall.track < tracks_.size() && stalls_.size() < limits_.stalls && fits(stall.cause) &&
        fits(stall.culprit) && std::ranges::all_of(stall.await_chain, fits) &&
        std::ranges::all_of(
            stall.properties,
            [&](auto& property) { return fits(property.first) && fits(property.second); });
    if (!kept) {
        ++drops_.stalls;
        return;
    }
    stall_bytes_ = limits_.text_bytes - room;
    stall.end = std::max(stall.begin, stall.end);
    stalls_.push_back(std::move(stall));
}

std::uint32_t profile::most_interesting_track() const {
    const auto by_length = [](const profile_stall& s) { return s.end - s.begin; };
    if (const auto longest = std::ranges::max_element(stalls_, {}, by_length);
        longest != stalls_.end())
        return longest->track;
    std::vector<duration> used(std::max<std::size_t>(tracks_.size(), 1));
    for (const profile_sample& s : samples_) used[s.track] += s.cpu;
    return static_cast<std::uint32_t>(std::ranges::max_element(used) - used.begin());
}

}  // namespace weir::inline v0::diag
