// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A file that the command line names, read before the runtime starts. Blocks.

#include <weir/base/result.hpp>

#include <string>

namespace weir::inline v0::cli {

/// The whole file, at most 64 MiB. The error is a sentence that names it.
[[nodiscard]] result<std::string, std::string> read_text_file(const std::string& path);

}  // namespace weir::inline v0::cli
