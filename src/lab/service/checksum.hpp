// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A checksum that finds any damage in transit; not for secrets.

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

[[nodiscard]] std::uint64_t checksum(std::string_view bytes) noexcept;

/// As the value of an ETag field: 16 hexadecimal digits in quotes.
[[nodiscard]] std::string etag_of(std::string_view bytes);

}  // namespace weir::inline v0::lab
