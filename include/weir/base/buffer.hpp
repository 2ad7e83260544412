// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Bytes with one owner: what a read hands out and a write takes over.
///
///     buffer data = co_await ok(stream.recv());
///     parse(data.view());
///     data.remove_prefix(consumed);
///
/// A buffer is a window into a block that a `buffer_owner` lent (the driver's receive pool) or that
/// was allocated for it. It moves, never copies, and gives the block back when destroyed. A block
/// lent by a shard must be given back on that shard.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace weir::inline v0 {

/// Lends blocks. Outlives the buffers made from them.
class buffer_owner {
public:
    /// Takes `block` back; `id` is what it was lent with.
    virtual void release(std::byte* block, std::uint32_t id) noexcept = 0;

protected:
    ~buffer_owner() = default;
};

class buffer {
public:
    buffer() noexcept = default;

    /// A window over the first `size` bytes of a lent block.
    buffer(buffer_owner& owner, std::byte* block, std::size_t size, std::uint32_t id) noexcept
        : owner_(&owner), block_(block), id_(id), data_(block), size_(size) {}

    /// `size` uninitialised bytes; up to 4 KiB from the thread's block pool. Throws
    /// `std::bad_alloc`.
    [[nodiscard]] static buffer allocate(std::size_t size);
    [[nodiscard]] static buffer copy_of(std::string_view text);

    buffer(buffer&& other) noexcept { swap(other); }
    buffer& operator=(buffer&& other) noexcept {
        buffer(std::move(other)).swap(*this);
        return *this;
    }
    ~buffer() {
        if (owner_ != nullptr) owner_->release(block_, id_);
    }

    void swap(buffer& other) noexcept {
        std::swap(owner_, other.owner_);
        std::swap(block_, other.block_);
        std::swap(id_, other.id_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
    }

    [[nodiscard]] std::byte* data() noexcept { return data_; }
    [[nodiscard]] const std::byte* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::span<std::byte> bytes() noexcept { return {data_, size_}; }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }
    [[nodiscard]] std::string_view view() const noexcept {
        return {reinterpret_cast<const char*>(data_), size_};
    }

    /// Narrows the window; `n` is at most `size()`.
    void remove_prefix(std::size_t n) noexcept {
        data_ += n;
        size_ -= n;
    }
    void truncate(std::size_t n) noexcept { size_ = n; }

private:
    buffer_owner* owner_ = nullptr;
    std::byte* block_ = nullptr;
    std::uint32_t id_ = 0;
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

/// The bytes of a text, for writes.
[[nodiscard]] inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

}  // namespace weir::inline v0
