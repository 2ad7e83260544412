// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace weir::inline v0::cli {

/// The terminal's second screen, as long as it lives; then the first one is back as it was.
class screen {
public:
    screen();
    screen(const screen&) = delete;
    screen& operator=(const screen&) = delete;
    ~screen();

    /// Standard output is a terminal that understands this.
    [[nodiscard]] static bool usable();

    /// Replaces what is shown, without flicker; what does not fit is cut.
    void show(std::string_view text) const;
};

/// The part of `text` that fits `columns` and `rows`; escape sequences take no room.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns, std::size_t rows);

}  // namespace weir::inline v0::cli
