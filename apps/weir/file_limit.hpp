// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The number of descriptors that this process, and those it starts, may have open.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::cli {

/// Raises the soft limit to the hard one. Returns a sentence if that is less than `needed`, which
/// also says that one could ask for fewer of `option`.
[[nodiscard]] std::optional<std::string> raise_file_limit(std::size_t needed,
                                                          std::string_view option);

}  // namespace weir::inline v0::cli
