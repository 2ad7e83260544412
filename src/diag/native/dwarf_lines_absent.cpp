// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/dwarf_lines.hpp"

namespace weir::inline v0::diag {

class dwarf_lines::state {};

dwarf_lines::dwarf_lines(const std::string& /*path*/) {}

dwarf_lines::~dwarf_lines() = default;

std::vector<source_place> dwarf_lines::at(std::uint64_t /*address*/) {
    return {};
}

}  // namespace weir::inline v0::diag
