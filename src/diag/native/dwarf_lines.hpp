// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// File, line and inlined functions, from the DWARF of one file. Needs libdw: without it
/// dwarf_lines_absent.cpp is built, which knows nothing.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir::inline v0::diag {

/// One function at an address. What is not known is empty or 0.
struct source_place {
    std::string function;  ///< readable; in builds with line tables only it may lack its namespace
    std::string file;
    unsigned line = 0;
};

class dwarf_lines {
public:
    /// Of a file without DWARF it knows nothing.
    explicit dwarf_lines(const std::string& path);
    dwarf_lines(const dwarf_lines&) = delete;
    dwarf_lines& operator=(const dwarf_lines&) = delete;
    ~dwarf_lines();

    /// Innermost first: functions inlined at the address (as in the file), then the one they are
    /// inlined into. Empty if nothing is known.
    [[nodiscard]] std::vector<source_place> at(std::uint64_t address);

private:
    class state;
    std::unique_ptr<state> state_;
};

}  // namespace weir::inline v0::diag
