// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All that is known of the names in one module; its files are read when it is made, its DWARF at
/// the first question.

#include "diag/native/dwarf_lines.hpp"
#include "diag/native/module_table.hpp"
#include "diag/native/symbol_table.hpp"

#include <weir/diag/symbols.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir::inline v0::diag {

class module_symbols {
public:
    /// `debug_root` is where to look for a separate file of debug information, by build id.
    explicit module_symbols(const module_info& of,
                            const std::string& debug_root = "/usr/lib/debug");

    /// What is at an address as in the file, innermost first; the module's own fields are left to
    /// the caller. Never empty.
    [[nodiscard]] std::vector<symbol_frame> at(std::uint64_t address);

private:
    void use(elf_file& file, const std::string& path);

    symbol_table symbols_;
    std::string dwarf_path_;  // empty if there is none
    std::unique_ptr<dwarf_lines> lines_;
};

}  // namespace weir::inline v0::diag
