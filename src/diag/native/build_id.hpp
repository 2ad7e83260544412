// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace weir::inline v0::diag {

/// The build id in hexadecimal, from the bytes of ELF notes; empty if none of them is one.
[[nodiscard]] std::string build_id_of_notes(std::span<const std::byte> notes);

}  // namespace weir::inline v0::diag
