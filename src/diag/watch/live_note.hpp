// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What `/livez` says about a shard that stalls now: readable at any time without lock or memory.
///
/// A sequence lock over atomic words (Boehm, "Can Seqlocks Get Along With Programming Language
/// Memory Models?", 2012). One writer at a time, any readers.

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weir::inline v0::diag {

struct live_text {
    std::uint64_t begun_ns = 0;  ///< steady clock; 0 when nothing stalls
    std::uint64_t stall_id = 0;
    // Both end with a zero.
    std::array<char, 240> culprit{};
    std::array<char, 720> stack{};  ///< functions, innermost first, between them " < "

    void set_culprit(std::string_view text) noexcept { copy_cut(text, culprit); }
    void set_stack(std::string_view text) noexcept { copy_cut(text, stack); }

private:
    template <std::size_t N>
    static void copy_cut(std::string_view text, std::array<char, N>& to) noexcept {
        const std::size_t size = text.size() < N ? text.size() : N - 1;
        std::memcpy(to.data(), text.data(), size);
        to[size] = 0;
    }
};

class live_note {
public:
    void write(const live_text& text) noexcept {
        std::array<std::uint64_t, words> raw;
        std::memcpy(raw.data(), &text, sizeof text);
        const std::uint64_t n = version_.load(std::memory_order_relaxed);
        version_.store(n + 1, std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_release);
        for (std::size_t i = 0; i < words; ++i) words_[i].store(raw[i], std::memory_order_relaxed);
        version_.store(n + 2, std::memory_order_release);
    }

    [[nodiscard]] live_text read() const noexcept {
        live_text text;
        std::array<std::uint64_t, words> raw;
        std::uint64_t before = 0;
        std::uint64_t after = 0;
        do {
            before = version_.load(std::memory_order_acquire);
            for (std::size_t i = 0; i < words; ++i)
                raw[i] = words_[i].load(std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_acquire);
            after = version_.load(std::memory_order_relaxed);
        } while (before != after || before % 2 != 0);
        std::memcpy(&text, raw.data(), sizeof text);
        return text;
    }

private:
    static constexpr std::size_t words = sizeof(live_text) / sizeof(std::uint64_t);
    static_assert(sizeof(live_text) % sizeof(std::uint64_t) == 0);

    std::atomic<std::uint64_t> version_{0};
    std::array<std::atomic<std::uint64_t>, words> words_{};
};

}  // namespace weir::inline v0::diag
