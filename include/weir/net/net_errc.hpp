// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What can go wrong with names and addresses, beside the codes of `errc` and the system's.
///
/// A connection that fails keeps the system's errno; these codes are about finding out whom to
/// connect to.

#include <system_error>

namespace weir::inline v0 {

enum class net_errc {
    bad_address = 1,     ///< a text is no address
    bad_port,            ///< a port is not a number from 0 to 65535
    path_too_long,       ///< the path of a Unix socket exceeds 107 bytes
    host_not_found,      ///< the name does not exist
    no_address,          ///< the name exists, but has no address
    name_server_failed,  ///< temporary: no answer from the name servers
    lookup_failed,       ///< permanent: the lookup itself failed
};

const std::error_category& net_category() noexcept;

std::error_code make_error_code(net_errc code) noexcept;

}  // namespace weir::inline v0

template <>
struct std::is_error_code_enum<weir::net_errc> : std::true_type {};
