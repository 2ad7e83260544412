// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// A protobuf message while it is put together: fields in the order of the calls. Zeros are left
/// out, as proto3 does, except within packed lists.
class proto_message {
public:
    proto_message& number(unsigned field, std::uint64_t value) {
        if (value == 0) return *this;
        varint(field << 3);
        return varint(value);
    }

    proto_message& bytes(unsigned field, std::string_view value) {
        varint(field << 3 | 2);
        varint(value.size());
        bytes_ += value;
        return *this;
    }

    /// Without a field number: an element of a packed list.
    proto_message& varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
        bytes_ += static_cast<char>(value);
        return *this;
    }

    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

private:
    std::string bytes_;
};

}  // namespace weir::inline v0::diag::detail
