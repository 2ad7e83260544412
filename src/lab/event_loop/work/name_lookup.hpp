// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Blocking DNS: getaddrinfo, which has no other way than to wait.

#include <cstdint>

namespace weir::inline v0::lab {

/// From now on getaddrinfo asks DNS and nothing else, in the whole process. Before any thread.
void look_up_by_dns_only() noexcept;

/// Asks the resolver on this port of the loopback for a name. False if there is no answer.
[[nodiscard]] bool look_up_name(std::uint16_t resolver_port);

}  // namespace weir::inline v0::lab
