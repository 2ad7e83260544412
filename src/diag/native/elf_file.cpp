// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/elf_file.hpp"

#include "diag/native/build_id.hpp"
#include "diag/native/own_memory.hpp"

#include <cstring>

namespace weir::inline v0::diag {
namespace {

constexpr std::uint64_t max_block = std::uint64_t{1} << 30U;

bool is_readable(const Elf64_Ehdr& head) noexcept {
    return std::memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
           head.e_ident[EI_CLASS] == ELFCLASS64 && head.e_ident[EI_DATA] == ELFDATA2LSB &&
           head.e_shentsize == sizeof(Elf64_Shdr);
}

}  // namespace

elf_file::elf_file(const std::string& path) : file_(std::in_place, path) {
    read_sections();
}

elf_file::elf_file(std::uintptr_t image) : image_(image) {
    read_sections();
}

std::vector<std::byte> elf_file::block(std::uint64_t offset, std::uint64_t size) {
    if (file_) return file_->block(offset, size, max_block);
    if (size > max_block) return {};
    std::vector<std::byte> bytes(size);
    if (read_own_memory(image_ + offset, bytes.data(), size) != size) bytes.clear();
    return bytes;
}

void elf_file::read_sections() {
    Elf64_Ehdr head;
    const std::vector<std::byte> bytes = block(0, sizeof head);
    if (bytes.empty()) return;
    std::memcpy(&head, bytes.data(), sizeof head);
    if (!is_readable(head)) return;
    const std::vector<std::byte> table = block(head.e_shoff, head.e_shnum * sizeof(Elf64_Shdr));
    if (table.empty()) return;
    sections_.resize(head.e_shnum);
    std::memcpy(sections_.data(), table.data(), table.size());
    if (const Elf64_Shdr* names = section(head.e_shstrndx)) names_ = content(*names);
    if (!names_.empty()) names_.back() = std::byte{0};
}

const Elf64_Shdr* elf_file::section(std::string_view name) const noexcept {
    for (const Elf64_Shdr& s : sections_) {
        if (s.sh_type == SHT_NOBITS || s.sh_name >= names_.size()) continue;
        if (name == reinterpret_cast<const char*>(&names_[s.sh_name])) return &s;
    }
    return nullptr;
}

const Elf64_Shdr* elf_file::section(std::size_t number) const noexcept {
    return number < sections_.size() ? &sections_[number] : nullptr;
}

std::vector<std::byte> elf_file::content(const Elf64_Shdr& of) {
    return block(of.sh_offset, of.sh_size);
}

std::string elf_file::build_id() {
    for (const Elf64_Shdr& s : sections_) {
        if (s.sh_type != SHT_NOTE) continue;
        if (std::string id = build_id_of_notes(content(s)); !id.empty()) return id;
    }
    return {};
}

}  // namespace weir::inline v0::diag
