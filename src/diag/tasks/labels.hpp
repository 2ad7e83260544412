// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Texts of addresses that a walk brought: names, source locations, operations. They are constant
/// data, but an address out of a torn read may be anything, so they are read with care, and once.

#include <cstdint>
#include <string>
#include <unordered_map>

namespace weir::inline v0::diag::detail {

struct place_label {
    std::string function;
    std::string file;
    unsigned line = 0;

    /// "file:line", with the file's last part only; empty for no place.
    [[nodiscard]] std::string brief() const;
};

struct operation_label {
    std::string name;
    std::string kind;
};

class labels {
public:
    [[nodiscard]] const std::string& text(std::uintptr_t address);
    /// Of what a `std::source_location` points to.
    [[nodiscard]] const place_label& place(std::uintptr_t address);
    /// Of an `op_info`.
    [[nodiscard]] const operation_label& operation(std::uintptr_t address);

private:
    std::unordered_map<std::uintptr_t, std::string> texts_;
    std::unordered_map<std::uintptr_t, place_label> places_;
    std::unordered_map<std::uintptr_t, operation_label> operations_;
};

}  // namespace weir::inline v0::diag::detail
