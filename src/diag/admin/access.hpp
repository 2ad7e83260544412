// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Who may ask the admin listener. Nothing here allocates, since the live thread asks it too.

#include <span>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// But for the case of ASCII letters.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

/// Whether a Host field cannot come from a page of a foreign site whose name was pointed here: it
/// is a numeric address, `localhost` or one of `names`, each with or without a port.
[[nodiscard]] bool host_is_ours(std::string_view host, std::span<const std::string> names) noexcept;

/// In a time that depends on the lengths only.
[[nodiscard]] bool same_secret(std::string_view given, std::string_view secret) noexcept;

/// What follows `Bearer ` in an Authorization field; empty for anything else.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization) noexcept;

}  // namespace weir::inline v0::diag::detail
