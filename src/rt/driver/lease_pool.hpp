// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A bounded pool of equal receive buffers, lent one at a time: many connections may wait, only
/// those whose bytes have arrived hold memory.
///
/// One mapping, touched block by block as it is used; the block given back last is lent first,
/// because it is still in the cache. Under AddressSanitizer a block that is not lent is poisoned.
/// Not thread-safe: belongs to its shard.

#include <weir/base/buffer.hpp>
#include <weir/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace weir::inline v0::detail {

class lease_pool final : public buffer_owner {
public:
    /// Buffers may outlive their driver, so a retired pool dies with its last lease.
    struct retire {
        void operator()(lease_pool* pool) const noexcept;
    };
    using pointer = std::unique_ptr<lease_pool, retire>;

    /// `size` is rounded up to a multiple of 64. Errors: the system's, when memory is short.
    [[nodiscard]] static result<pointer> create(std::size_t count, std::size_t size) noexcept;

    /// Moves a whole block into `into`; false when none is free.
    [[nodiscard]] bool lend(buffer& into) noexcept;

    [[nodiscard]] std::size_t block_size() const noexcept { return size_; }
    [[nodiscard]] std::size_t lent() const noexcept { return lent_; }

    void release(std::byte* block, std::uint32_t id) noexcept override;

private:
    lease_pool(std::byte* memory, std::unique_ptr<std::uint32_t[]> free, std::size_t count,
               std::size_t size) noexcept;
    ~lease_pool();

    std::byte* memory_;
    std::unique_ptr<std::uint32_t[]> free_;  ///< a stack of block numbers, `count_ - lent_` high
    std::size_t count_;
    std::size_t size_;
    std::size_t lent_ = 0;
    bool retired_ = false;
};

}  // namespace weir::inline v0::detail
