// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Sockets before a driver has them: creation, options, addresses.

#include <weir/net/address.hpp>
#include <weir/net/owned_descriptor.hpp>
#include <weir/net/stream_options.hpp>

namespace weir::inline v0::detail {

/// A non-blocking stream socket of the address' family.
[[nodiscard]] result<owned_descriptor> make_socket(const address& at) noexcept;

[[nodiscard]] result<void> set_option(int fd, int level, int name, int value) noexcept;

/// Applies the options; those of TCP only if `tcp`.
[[nodiscard]] result<void> apply(const stream_options& options, int fd, bool tcp) noexcept;

/// No address if the system does not know it.
[[nodiscard]] address local_address_of(int fd) noexcept;
[[nodiscard]] address peer_address_of(int fd) noexcept;

}  // namespace weir::inline v0::detail
