// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The bytes that build.mjs writes at build time.

#include <cstddef>

namespace weir::inline v0::web {

extern const unsigned char report_bytes[];
extern const std::size_t report_size;

}  // namespace weir::inline v0::web
