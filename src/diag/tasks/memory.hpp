// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Objects read as bytes: on the shard they belong to directly, from outside by `read_own_memory`,
/// which turns a bad address into a failure and races with nobody. What is read is looked at in a
/// copy, through the object's own accessors; pointers in it are addresses, and nothing is
/// destroyed.

#include "diag/native/own_memory.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>

namespace weir::inline v0::diag::detail {

enum class vantage : std::uint8_t { on_shard, outside };

class memory {
public:
    explicit memory(vantage from) noexcept : from_(from) {}

    [[nodiscard]] bool copy(std::uintptr_t address, void* to, std::size_t size) const noexcept {
        if (address == 0) return false;
        if (from_ == vantage::outside) return read_own_memory(address, to, size) == size;
        std::memcpy(to, reinterpret_cast<const void*>(address), size);
        return true;
    }

    /// Whether `wanted` stands there, with its end.
    [[nodiscard]] bool is_text(const char* where, const char* wanted) const noexcept {
        std::array<char, 32> bytes;
        const std::size_t size = std::strlen(wanted) + 1;
        if (where == nullptr || size > bytes.size()) return false;
        if (from_ == vantage::on_shard) return std::strcmp(where, wanted) == 0;
        return copy(reinterpret_cast<std::uintptr_t>(where), bytes.data(), size) &&
               std::memcmp(bytes.data(), wanted, size) == 0;
    }

    template <class T>
    [[nodiscard]] bool read(std::uintptr_t address, T& to) const noexcept {
        return copy(address, &to, sizeof to);
    }

private:
    vantage from_;
};

/// Room for the bytes of one object.
template <class T>
class image {
public:
    [[nodiscard]] bool load(const memory& from, std::uintptr_t address) noexcept {
        return from.copy(address, bytes_, sizeof bytes_);
    }
    [[nodiscard]] const T& operator*() const noexcept {
        return *std::launder(reinterpret_cast<const T*>(bytes_));
    }
    [[nodiscard]] const T* operator->() const noexcept { return &**this; }

private:
    alignas(T) std::byte bytes_[sizeof(T)];
};

template <class T>
[[nodiscard]] std::uintptr_t address_of(const T* object) noexcept {
    return reinterpret_cast<std::uintptr_t>(object);
}

/// The zero-terminated text at an address, at most `limit` bytes of it; empty where there is none.
[[nodiscard]] std::string text_at(std::uintptr_t address, std::size_t limit = 512);

}  // namespace weir::inline v0::diag::detail
