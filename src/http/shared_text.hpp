// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weir::inline v0::http::detail {

/// Text that one thread writes while others read, word by word; its size is kept elsewhere.
template <std::size_t Bytes>
class shared_text {
    static_assert(Bytes % sizeof(std::uint64_t) == 0);

public:
    static constexpr std::size_t capacity = Bytes;

    void store(std::string_view text) noexcept {
        std::size_t at = 0;
        std::uint64_t word = 0;
        for (; at + sizeof word <= text.size(); at += sizeof word) {
            std::memcpy(&word, text.data() + at, sizeof word);
            words_[at / sizeof word].store(word, std::memory_order_release);
        }
        if (at == text.size()) return;
        word = 0;
        std::memcpy(&word, text.data() + at, text.size() - at);
        words_[at / sizeof word].store(word, std::memory_order_release);
    }

    void load(std::array<char, Bytes>& to, std::size_t size) const noexcept {
        for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
            const std::uint64_t word =
                words_[at / sizeof(std::uint64_t)].load(std::memory_order_acquire);
            std::memcpy(to.data() + at, &word, sizeof word);
        }
    }

private:
    std::array<std::atomic<std::uint64_t>, Bytes / sizeof(std::uint64_t)> words_{};
};

}  // namespace weir::inline v0::http::detail
