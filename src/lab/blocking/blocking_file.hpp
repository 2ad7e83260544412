// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Files read the classic way, holding the thread.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace weir::inline v0::lab {

/// Opens, reads and closes. Errors: the system's; `errc::too_large` beyond `limit` bytes.
[[nodiscard]] result<std::string> read_file_blocking(const std::string& path, std::size_t limit);

/// The time that `count` reads of `into.size()` bytes at the start of `fd` take, one after another.
/// Errors: the system's; `errc::eof` for a shorter file.
[[nodiscard]] result<duration> time_blocking_reads(int fd, std::span<std::byte> into,
                                                   unsigned count) noexcept;

}  // namespace weir::inline v0::lab
