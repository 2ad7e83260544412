// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Where a report goes: checked before the run that makes it, written whole or not at all.

#include <weir/coro/task.hpp>
#include <weir/lab/report.hpp>

#include <optional>
#include <string>

namespace weir::inline v0::cli {

/// Makes the directory if need be and writes a file into it for a moment, as large as a report may
/// be. Returns a sentence if that fails. Blocks: call it before the runtime starts.
[[nodiscard]] std::optional<std::string> check_directory(const std::string& directory);

/// The same for the directory that `path` lies in.
[[nodiscard]] std::optional<std::string> check_file(const std::string& path);

/// Replaces the file. The error is a sentence that names it.
[[nodiscard]] task<result<void, std::string>> write_text(std::string path, std::string text);

/// The page of a report.
[[nodiscard]] std::string html_of(const std::string& json);

/// How the run was called, for a shell: `arguments` without the program's path.
[[nodiscard]] std::string command_line(int argc, const char* const* argv);

}  // namespace weir::inline v0::cli
