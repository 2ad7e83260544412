// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Memory for kernel-owned buffers in tests: each block lies on pages of its own, which are
/// unmapped when it is released and not mapped again for a long time. A kernel that writes too late
/// gets EFAULT, a program that reads too late a SIGSEGV; AddressSanitizer sees only the latter.
///
///     guarded_pages memory;
///     guarded_pages::block into = memory.take(100);
///     co_await stream.read(into.bytes());
///
/// Thread-safe. Outlives its blocks.

#include <weir/base/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace weir::test {

class guarded_pages final : public buffer_owner {
public:
    /// At most so many pages are in use at once; a page comes back after all the others were used.
    explicit guarded_pages(std::size_t pages = 16384);
    guarded_pages(const guarded_pages&) = delete;
    guarded_pages& operator=(const guarded_pages&) = delete;
    ~guarded_pages();

    class block {
    public:
        block(block&& other) noexcept
            : owner_(std::exchange(other.owner_, nullptr)), bytes_(other.bytes_) {}
        block& operator=(block&&) = delete;
        ~block() {
            if (owner_ != nullptr) owner_->release(bytes_);
        }

        /// At the end of the page, so that a byte too many is one too many.
        [[nodiscard]] std::span<std::byte> bytes() const noexcept { return bytes_; }

    private:
        friend class guarded_pages;
        block(guarded_pages& owner, std::span<std::byte> bytes) noexcept
            : owner_(&owner), bytes_(bytes) {}
        guarded_pages* owner_;
        std::span<std::byte> bytes_;
    };

    /// At most a page.
    [[nodiscard]] block take(std::size_t size);
    /// The same as a buffer of the library.
    [[nodiscard]] buffer lend(std::size_t size);

    void release(std::byte* block, std::uint32_t size) noexcept override {
        release(std::span(block, size));
    }

    [[nodiscard]] std::size_t in_use() const noexcept;

private:
    void release(std::span<std::byte> bytes) noexcept;

    mutable std::mutex mutex_;
    std::byte* memory_ = nullptr;
    std::vector<bool> used_;
    std::size_t next_ = 0;
    std::size_t in_use_ = 0;
};

}  // namespace weir::test
