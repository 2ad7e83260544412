// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/buffer.hpp>

namespace weir::inline v0 {
namespace {

class heap_owner final : public buffer_owner {
public:
    void release(std::byte* block, std::uint32_t) noexcept override { delete[] block; }
};

constinit heap_owner heap;

}  // namespace

buffer buffer::allocate(std::size_t size) {
    return {heap, new std::byte[size], size, 0};
}

buffer buffer::copy_of(std::string_view text) {
    buffer copy = allocate(text.size());
    std::memcpy(copy.data_, text.data(), text.size());
    return copy;
}

}  // namespace weir::inline v0
