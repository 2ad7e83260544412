// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/fatal.hpp>
#include <weir/coro/loop_context.hpp>

#include <bit>
#include <string>

namespace weir::inline v0 {
namespace {

thread_local loop_context* loop_of_thread = nullptr;

/// splitmix64, to spread a seed over the generator's state (Vigna, public domain description).
std::uint64_t spread(std::uint64_t& x) noexcept {
    std::uint64_t z = (x += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

}  // namespace

loop_context* loop_context::this_thread() noexcept {
    return loop_of_thread;
}

loop_context::loop_context(time_point start, std::uint64_t seed) noexcept
    : now_(start), timers_(start) {
    for (auto& word : random_) word = spread(seed);
    root_.loop = this;
    root_.stop = root_stop_.token();
}

loop_context::~loop_context() = default;

void loop_context::used_elsewhere(const char* what) noexcept {
    fatal(std::string(what) +
          " was used outside of its shard; post, call_on and mailboxes lead from one to another");
}

// xoshiro256++ 1.0, Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators" (2021).
std::uint64_t loop_context::random() noexcept {
    auto& s = random_;
    const std::uint64_t value = std::rotl(s[0] + s[3], 23) + s[0];
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = std::rotl(s[3], 45);
    return value;
}

loop_context::enter::enter(loop_context& loop) noexcept : previous_(loop_of_thread) {
    loop_of_thread = &loop;
    loop.runner_ = __builtin_thread_pointer();
}

loop_context::enter::~enter() {
    loop_of_thread = previous_;
}

}  // namespace weir::inline v0
