// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What all variants of the service ask and say, so that they differ in nothing but how they wait.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

inline constexpr std::string_view container_path = "/uploads";
inline constexpr std::size_t upload_limit = std::size_t{4} << 20;

/// 1 to 64 letters, digits, '-' or '_'.
[[nodiscard]] bool is_user_id(std::string_view id) noexcept;

/// Where the profile of a user is found; `id` is one.
[[nodiscard]] std::string profile_path(std::string_view id);

/// The n-th upload of a server. Names repeat after a while, so that the store stays bounded.
[[nodiscard]] std::string blob_path(std::uint64_t n);

/// The profile of a user, as JSON.
[[nodiscard]] std::string profile_json(std::string_view id);

/// What an upload answers, as JSON.
[[nodiscard]] std::string upload_json(std::string_view etag, std::size_t size);

}  // namespace weir::inline v0::lab
