// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace weir::inline v0::http::detail {

/// The pattern of a route as a text that is never destroyed, so that a span may point to it after
/// its server is gone. Each pattern is kept once. Thread-safe.
[[nodiscard]] const std::string& route_name(std::string_view pattern);

}  // namespace weir::inline v0::http::detail
