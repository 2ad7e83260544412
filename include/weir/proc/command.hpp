// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What to start: a program, its arguments and its surroundings.
///
///     command list{.program = "ls", .args = {"-l"}, .directory = "/", .out = stdio::piped()};
///
/// A plain value. Nothing is passed through a shell.

#include <string>
#include <vector>

namespace weir::inline v0 {

/// Where one of a child's three streams leads.
struct stdio {
    enum class kind { inherit, null, piped, given, merge };
    kind how = kind::inherit;
    int descriptor = -1;

    /// The same as the parent's.
    [[nodiscard]] static stdio inherit() noexcept { return {}; }
    /// /dev/null.
    [[nodiscard]] static stdio null() noexcept { return {kind::null, -1}; }
    /// A pipe to the parent.
    [[nodiscard]] static stdio piped() noexcept { return {kind::piped, -1}; }
    /// A duplicate of `fd`, which stays the caller's and open until `spawn` has returned.
    [[nodiscard]] static stdio given(int fd) noexcept { return {kind::given, fd}; }
    /// For `err` only: the same as the child's `out`.
    [[nodiscard]] static stdio merge() noexcept { return {kind::merge, -1}; }
};

struct command {
    /// Searched in the parent's PATH, unless it holds a slash.
    std::string program;
    /// Without the program's own name.
    std::vector<std::string> args{};
    /// `NAME=value`; replaces a variable of that name.
    std::vector<std::string> environment{};
    /// Starts from the parent's environment, else from an empty one.
    bool inherit_environment = true;
    /// Where it runs; empty for the parent's.
    std::string directory{};
    stdio in{};
    stdio out{};
    stdio err{};
    /// The leader of a new process group, which is killed as a whole.
    bool new_group = false;
};

}  // namespace weir::inline v0
