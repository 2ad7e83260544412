// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A huge JSON document, parsed at once.

#include <cstddef>
#include <string>

namespace weir::inline v0::lab {

/// A document of so many objects.
[[nodiscard]] std::string json_document(unsigned objects);

/// Parses it on the calling thread. Result: how many objects it has.
[[nodiscard]] std::size_t parse_document(const std::string& document);

}  // namespace weir::inline v0::lab
