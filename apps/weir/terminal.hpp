// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What is said while a run lasts, on standard error: on a terminal one line that is rewritten,
/// elsewhere plain lines and only about what is finished.

#include <string>
#include <string_view>

namespace weir::inline v0::cli {

class terminal {
public:
    terminal();
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;
    ~terminal() { clear(); }

    /// Replaces the line that is being rewritten; nothing happens where there is no terminal.
    void live(std::string_view line);
    /// A line that stays.
    void say(std::string_view line);
    /// Takes the rewritten line away.
    void clear();

private:
    bool is_terminal_;
    bool has_live_ = false;
};

/// "weir: " and the sentence, on standard error.
void complain(std::string_view sentence);

}  // namespace weir::inline v0::cli
