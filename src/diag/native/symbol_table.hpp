// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The functions of one module by address, sorted once, so that a look-up is a binary search.

#include "diag/native/elf_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace weir::inline v0::diag {

class symbol_table {
public:
    struct hit {
        std::string_view name;    ///< as the linker knows it, as long as the table lives
        std::uint64_t begin = 0;  ///< where it begins
        bool is_within = false;   ///< else the nearest before, whose size is not known
    };

    symbol_table();  ///< knows nothing
    /// The static table of `file`, or where that was stripped, the dynamic one.
    explicit symbol_table(elf_file& file);

    [[nodiscard]] bool empty() const noexcept { return symbols_.empty(); }
    /// It has the functions that are not exported as well.
    [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }
    /// The function at an address (as in the file). One of the dynamic table is given only if the
    /// address lies within it, because functions that are not exported may lie between.
    [[nodiscard]] std::optional<hit> find(std::uint64_t address) const noexcept;

private:
    struct symbol {
        std::uint64_t begin;
        std::uint32_t size;  // up to the end of the section if it is not told
        std::uint32_t name;  // where in names_
        bool is_local;
        bool has_size;
    };

    [[nodiscard]] bool read(elf_file& file, std::string_view symbols);
    void sort();
    [[nodiscard]] std::string_view name_of(const symbol& s) const noexcept {
        return reinterpret_cast<const char*>(&names_[s.name]);
    }
    [[nodiscard]] bool is_better(const symbol& a, const symbol& b) const noexcept;

    std::vector<symbol> symbols_;  // sorted, one at an address
    std::vector<std::byte> names_;
    bool is_complete_ = false;
};

}  // namespace weir::inline v0::diag
