// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Values as people type them on the command line.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::cli {

/// What is expected, for the sentence about a wrong value.
inline constexpr const char* a_duration = "a duration such as 250ms, 2s or 1m";
inline constexpr const char* some_users =
    "a number of users, a list 1,400,4000 or a staircase 1:4000:400";

/// A whole number from 0. Errors of all of these: `errc::bad_argument`.
[[nodiscard]] result<std::uint64_t> parse_number(std::string_view text) noexcept;

/// `250ms`, `2s`, `1.5s`, `1m`, `2h`; a unit is required, except for 0.
[[nodiscard]] result<duration> parse_duration(std::string_view text) noexcept;

/// `512`, `16KiB`, `1MiB`; also `16k` and `16K` for 1024.
[[nodiscard]] result<std::size_t> parse_size(std::string_view text) noexcept;

/// `400`, `1,400,4000`, or `FIRST:LAST:STEP` such as `1:4000:400`. At most 1000 steps.
[[nodiscard]] result<std::vector<unsigned>> parse_users(std::string_view text);

/// Parts between commas, none of them empty.
[[nodiscard]] result<std::vector<std::string>> parse_list(std::string_view text);

}  // namespace weir::inline v0::cli
