// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Columns of plain text: the first ones to the left, the rest to the right.

#include <cstddef>
#include <string>
#include <vector>

namespace weir::inline v0::cli {

class text_table {
public:
    /// The first `left` columns hold text, the others numbers.
    text_table(std::vector<std::string> heads, std::size_t left)
        : rows_{std::move(heads)}, left_(left) {}

    /// A row with as many cells as there are heads.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

    /// Ends in a line end; no line ends in spaces.
    [[nodiscard]] std::string to_string() const;

private:
    std::vector<std::vector<std::string>> rows_;
    std::size_t left_;
};

}  // namespace weir::inline v0::cli
