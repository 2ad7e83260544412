// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A name lookup by the system's resolver, which blocks the thread that asks.

#include <weir/base/result.hpp>
#include <weir/net/address.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace weir::inline v0::detail {

/// At least one address, in the system's order. Errors: `net_errc`, the system's.
[[nodiscard]] result<std::vector<address>> ask_the_system(const std::string& host,
                                                          std::uint16_t port);

}  // namespace weir::inline v0::detail
