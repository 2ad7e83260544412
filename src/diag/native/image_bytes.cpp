// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/image_bytes.hpp"

#include "diag/native/own_memory.hpp"

namespace weir::inline v0::diag {

image_bytes image_bytes::in_place(std::uintptr_t address, std::size_t size) noexcept {
    image_bytes made;
    made.address_ = address;
    made.bytes_ = {reinterpret_cast<const std::byte*>(address), size};
    return made;
}

image_bytes image_bytes::copy_of(std::uintptr_t address, std::size_t size) {
    const auto copy = std::make_shared_for_overwrite<std::byte[]>(size);
    image_bytes made;
    made.address_ = address;
    made.bytes_ = {copy.get(), read_own_memory(address, copy.get(), size)};
    made.owned_ = copy;
    return made;
}

}  // namespace weir::inline v0::diag
