// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/byte_reader.hpp"

namespace weir::inline v0::diag {

std::uint64_t byte_reader::leb(bool is_signed) noexcept {
    std::uint64_t value = 0;
    unsigned shift = 0;
    std::uint8_t byte = 0;
    do {
        byte = u8();
        if (shift < 64) value |= std::uint64_t{byte & 0x7FU} << shift;
        shift += 7;
    } while ((byte & 0x80U) != 0 && !failed_);
    if (is_signed && (byte & 0x40U) != 0 && shift < 64) value |= ~std::uint64_t{0} << shift;
    return value;
}

std::uint64_t byte_reader::value(std::uint8_t format) noexcept {
    switch (format) {
        case 0x00:
            return fixed<std::uint64_t>();
        case 0x01:
            return uleb();
        case 0x02:
            return fixed<std::uint16_t>();
        case 0x03:
            return fixed<std::uint32_t>();
        case 0x04:
            return fixed<std::uint64_t>();
        case 0x09:
            return static_cast<std::uint64_t>(sleb());
        case 0x0A:
            return static_cast<std::uint64_t>(std::int64_t{fixed<std::int16_t>()});
        case 0x0B:
            return static_cast<std::uint64_t>(std::int64_t{fixed<std::int32_t>()});
        case 0x0C:
            return fixed<std::uint64_t>();
        default:
            failed_ = true;
            return 0;
    }
}

std::uintptr_t byte_reader::pointer(std::uint8_t encoding, std::uintptr_t data_base) noexcept {
    constexpr std::uint8_t omitted = 0xFF;
    if (encoding == omitted) return 0;
    const std::uintptr_t here = address();
    const std::uintptr_t read = value(encoding & 0x0FU);
    switch (encoding & 0x70U) {
        case 0x00:
            return read;
        case 0x10:
            return read + here;
        case 0x30:
            return read + data_base;
        default:
            failed_ = true;
            return 0;  // relative to text or function: no compiler's choice here
    }
}

}  // namespace weir::inline v0::diag
