// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/uring/lease_ring.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <new>

namespace weir::inline v0::detail::uring {

result<lease_ring::pointer> lease_ring::make(io_uring& owner, unsigned count,
                                             std::size_t size) noexcept {
    pointer made(new (std::nothrow) lease_ring(owner, std::min(count, max_count), size));
    if (!made) return fail(std::make_error_code(std::errc::not_enough_memory));
    if (result<void> opened = made->open(); !opened) {
        made->owner_ = nullptr;  // there is nothing to unregister
        return fail(opened.error());
    }
    return made;
}

lease_ring::~lease_ring() {
    if (ring_ != nullptr) munmap(ring_, mapped_);
}

// The kernel wants a power of two, and the ring to begin at a page.
result<void> lease_ring::open() noexcept {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    entries_ = std::bit_ceil(std::max(count_, 1U));
    const std::size_t head = (entries_ * sizeof(io_uring_buf) + page - 1) / page * page;
    mapped_ = head + count_ * size_;
    void* memory =
        mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return fail_errno(errno);
    ring_ = static_cast<io_uring_buf_ring*>(memory);
    blocks_ = static_cast<std::byte*>(memory) + head;

    io_uring_buf_reg registration{};
    registration.ring_addr = reinterpret_cast<std::uint64_t>(ring_);
    registration.ring_entries = entries_;
    registration.bgid = group;
    if (const int r = io_uring_register_buf_ring(owner_, &registration, 0); r < 0)
        return fail_errno(-r);
    for (unsigned id = 0; id < count_; ++id) add(blocks_ + id * size_, id);
    return {};
}

void lease_ring::add(std::byte* block, std::uint32_t id) noexcept {
    io_uring_buf_ring_add(ring_, block, static_cast<unsigned>(size_),
                          static_cast<unsigned short>(id), io_uring_buf_ring_mask(entries_), 0);
    io_uring_buf_ring_advance(ring_, 1);
}

buffer lease_ring::lend(std::uint32_t id, std::size_t size) noexcept {
    ++lent_;
    return {*this, blocks_ + id * size_, size, id};
}

void lease_ring::release(std::byte* block, std::uint32_t id) noexcept {
    --lent_;
    if (owner_ != nullptr) {
        add(block, id);
    } else if (lent_ == 0) {
        delete this;
    }
}

void lease_ring::end() noexcept {
    if (owner_ != nullptr) io_uring_unregister_buf_ring(owner_, group);
    owner_ = nullptr;
    if (lent_ == 0) delete this;
}

}  // namespace weir::inline v0::detail::uring
