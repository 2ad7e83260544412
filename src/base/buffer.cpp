// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/block_pool.hpp>
#include <weir/base/buffer.hpp>

namespace weir::inline v0 {
namespace {

class heap_owner final : public buffer_owner {
public:
    void release(std::byte* block, std::uint32_t) noexcept override { delete[] block; }
};

class pool_owner final : public buffer_owner {
public:
    void release(std::byte* block, std::uint32_t size) noexcept override {
        release_block(block, size);
    }
};

constinit heap_owner heap;
constinit pool_owner pooled;

constexpr std::size_t largest_in_pool = 4096;

}  // namespace

buffer buffer::allocate(std::size_t size) {
    if (size > largest_in_pool) return {heap, new std::byte[size], size, 0};
    return {pooled, static_cast<std::byte*>(allocate_block(size)), size,
            static_cast<std::uint32_t>(size)};
}

buffer buffer::copy_of(std::string_view text) {
    buffer copy = allocate(text.size());
    std::memcpy(copy.data_, text.data(), text.size());
    return copy;
}

}  // namespace weir::inline v0
