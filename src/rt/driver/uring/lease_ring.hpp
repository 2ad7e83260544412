// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The receive buffers of a shard, from which the kernel takes one when data has arrived.
///
/// A ring of descriptions shared with the kernel (IORING_REGISTER_PBUF_RING, 5.19) in front of the
/// buffers, in one mapping. The kernel picks a buffer only for a receive that has bytes to deliver,
/// so thousands of idle connections hold none. A lent buffer returns to the ring when its lease is
/// released, on the shard.

#include <weir/base/buffer.hpp>
#include <weir/base/result.hpp>

#include <liburing.h>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace weir::inline v0::detail::uring {

class lease_ring final : public buffer_owner {
public:
    /// The number by which requests name the ring to the kernel.
    static constexpr std::uint16_t group = 0;
    /// The kernel's limit.
    static constexpr unsigned max_count = 32768;

    /// Ends the ring; the memory stays until the last lease is back, wherever its holder keeps it.
    struct retire {
        void operator()(lease_ring* r) const noexcept { r->end(); }
    };
    using pointer = std::unique_ptr<lease_ring, retire>;

    /// Errors: no memory, or the kernel's.
    [[nodiscard]] static result<pointer> make(io_uring& owner, unsigned count,
                                              std::size_t size) noexcept;

    /// The buffer `id` that a completion named, with `size` received bytes.
    [[nodiscard]] buffer lend(std::uint32_t id, std::size_t size) noexcept;

    void release(std::byte* block, std::uint32_t id) noexcept override;

    [[nodiscard]] std::size_t buffer_size() const noexcept { return size_; }
    [[nodiscard]] unsigned lent() const noexcept { return lent_; }

private:
    lease_ring(io_uring& owner, unsigned count, std::size_t size) noexcept
        : owner_(&owner), count_(count), size_(size) {}
    ~lease_ring();

    [[nodiscard]] result<void> open() noexcept;
    void add(std::byte* block, std::uint32_t id) noexcept;
    void end() noexcept;

    io_uring* owner_;  // null once ended
    unsigned count_;
    std::size_t size_;
    unsigned entries_ = 0;
    unsigned lent_ = 0;
    std::size_t mapped_ = 0;
    io_uring_buf_ring* ring_ = nullptr;
    std::byte* blocks_ = nullptr;
};

}  // namespace weir::inline v0::detail::uring
