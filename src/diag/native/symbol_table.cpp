// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/symbol_table.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>

namespace weir::inline v0::diag {
namespace {

// A function may lie within another: a label of assembler code, for example.
constexpr int max_enclosing = 16;

bool is_function(const Elf64_Sym& s, const elf_file& in) noexcept {
    if (s.st_shndx == SHN_UNDEF || s.st_name == 0) return false;
    const unsigned type = ELF64_ST_TYPE(s.st_info);
    if (type == STT_FUNC || type == STT_GNU_IFUNC) return true;
    const Elf64_Shdr* section = in.section(s.st_shndx);  // a label
    return type == STT_NOTYPE && section != nullptr && (section->sh_flags & SHF_EXECINSTR) != 0;
}

/// Of assembler code that does not tell, up to the end of the section: no further can it go.
std::uint32_t size_of(const Elf64_Sym& s, const elf_file& in) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    if (s.st_size != 0) return static_cast<std::uint32_t>(std::min(s.st_size, most));
    const Elf64_Shdr* section = in.section(s.st_shndx);
    const std::uint64_t end = section == nullptr ? 0 : section->sh_addr + section->sh_size;
    return end <= s.st_value ? 0 : static_cast<std::uint32_t>(std::min(end - s.st_value, most));
}

std::size_t underscores(std::string_view name) noexcept {
    return std::min(name.find_first_not_of('_'), name.size());
}

}  // namespace

symbol_table::symbol_table() = default;

symbol_table::symbol_table(elf_file& file) : is_complete_(read(file, ".symtab")) {
    if (!is_complete_) (void)read(file, ".dynsym");
    sort();
}

bool symbol_table::read(elf_file& file, std::string_view symbols) {
    const Elf64_Shdr* table = file.section(symbols);
    const Elf64_Shdr* names = table == nullptr ? nullptr : file.section(table->sh_link);
    if (names == nullptr) return false;
    names_ = file.content(*names);
    if (names_.empty()) return false;
    names_.back() = std::byte{0};
    const std::vector<std::byte> bytes = file.content(*table);
    for (std::size_t at = 0; at + sizeof(Elf64_Sym) <= bytes.size(); at += sizeof(Elf64_Sym)) {
        Elf64_Sym s;
        std::memcpy(&s, &bytes[at], sizeof s);
        if (s.st_name >= names_.size() || !is_function(s, file)) continue;
        symbols_.push_back({.begin = s.st_value,
                            .size = size_of(s, file),
                            .name = s.st_name,
                            .is_local = ELF64_ST_BIND(s.st_info) == STB_LOCAL,
                            .has_size = s.st_size != 0});
    }
    return !symbols_.empty();
}

/// Of several names for the same code the one that a person knows it by.
bool symbol_table::is_better(const symbol& a, const symbol& b) const noexcept {
    const auto rank = [this](const symbol& s) {
        const std::string_view name = name_of(s);
        return std::tuple(!s.has_size, s.is_local, underscores(name), name.size(), name);
    };
    return rank(a) < rank(b);
}

void symbol_table::sort() {
    std::ranges::sort(symbols_, [this](const symbol& a, const symbol& b) {
        return a.begin != b.begin ? a.begin < b.begin : is_better(a, b);
    });
    const auto rest = std::ranges::unique(symbols_, {}, &symbol::begin);
    symbols_.erase(rest.begin(), rest.end());
    symbols_.shrink_to_fit();
}

std::optional<symbol_table::hit> symbol_table::find(std::uint64_t address) const noexcept {
    const auto after = std::ranges::upper_bound(symbols_, address, {}, &symbol::begin);
    auto at = after;
    for (int i = 0; i < max_enclosing && at != symbols_.begin(); ++i) {
        --at;
        if (address - at->begin >= at->size) continue;
        if (at->has_size) return hit{.name = name_of(*at), .begin = at->begin, .is_within = true};
        if (i == 0 && is_complete_) return hit{.name = name_of(*at), .begin = at->begin};
    }
    return {};
}

}  // namespace weir::inline v0::diag
