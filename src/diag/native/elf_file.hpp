// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The sections of an ELF file on disk, or of one that lies whole in memory as the kernel's vDSO
/// does.

#include "diag/native/input_file.hpp"

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::diag {

class elf_file {
public:
    /// Of a file that is none, nothing is found.
    explicit elf_file(const std::string& path);
    explicit elf_file(std::uintptr_t image);

    /// In hexadecimal, empty if it has none.
    [[nodiscard]] std::string build_id();
    /// Null if there is no such section, or one without content.
    [[nodiscard]] const Elf64_Shdr* section(std::string_view name) const noexcept;
    [[nodiscard]] const Elf64_Shdr* section(std::size_t number) const noexcept;
    /// Empty if it is larger than anything sensible.
    [[nodiscard]] std::vector<std::byte> content(const Elf64_Shdr& of);

private:
    void read_sections();
    [[nodiscard]] std::vector<std::byte> block(std::uint64_t offset, std::uint64_t size);

    std::optional<input_file> file_;
    std::uintptr_t image_ = 0;  // if there is no file
    std::vector<Elf64_Shdr> sections_;
    std::vector<std::byte> names_;
};

}  // namespace weir::inline v0::diag
