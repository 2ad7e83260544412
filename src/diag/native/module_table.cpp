// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/module_table.hpp"

#include "diag/native/build_id.hpp"
#include "diag/native/byte_reader.hpp"
#include "diag/native/memory_map.hpp"
#include "diag/native/own_memory.hpp"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

namespace weir::inline v0::diag {

module_table::module_table() = default;

namespace {

constexpr std::size_t max_headers = 64;
constexpr std::size_t max_notes = 4096;
constexpr std::size_t max_table = std::size_t{256} << 20U;
constexpr std::uintptr_t page = 4096;

using program_headers = std::vector<Elf64_Phdr>;

/// Empty if no ELF object of this kind of machine is mapped at `base`.
program_headers headers_at(std::uintptr_t base) {
    Elf64_Ehdr head;
    const bool fits = read_own(base, head) && std::memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
                      head.e_ident[EI_CLASS] == ELFCLASS64 &&
                      head.e_ident[EI_DATA] == ELFDATA2LSB &&
                      head.e_phentsize == sizeof(Elf64_Phdr) && head.e_phnum <= max_headers;
    if (!fits) return {};
    program_headers headers(head.e_phnum);
    const std::size_t size = headers.size() * sizeof(Elf64_Phdr);
    if (read_own_memory(base + head.e_phoff, headers.data(), size) != size) return {};
    return headers;
}

const Elf64_Phdr* segment_with(const program_headers& headers, std::uintptr_t address) {
    const auto it = std::ranges::find_if(headers, [=](const Elf64_Phdr& h) {
        return h.p_type == PT_LOAD && address >= h.p_vaddr && address - h.p_vaddr < h.p_memsz;
    });
    return it == headers.end() ? nullptr : &*it;
}

std::string build_id_of(const program_headers& headers, std::uintptr_t bias) {
    for (const Elf64_Phdr& h : headers) {
        if (h.p_type != PT_NOTE || h.p_memsz > max_notes) continue;
        std::array<std::byte, max_notes> notes;
        const std::size_t got = read_own_memory(bias + h.p_vaddr, notes.data(), h.p_memsz);
        if (std::string id = build_id_of_notes(std::span(notes).first(got)); !id.empty()) return id;
    }
    return {};
}

image_bytes look_at(const module_info& m, std::uintptr_t address, std::size_t size) {
    if (size > max_table) return {};
    return m.is_program ? image_bytes::in_place(address, size)
                        : image_bytes::copy_of(address, size);
}

void find_frames(module_info& m, const program_headers& headers) {
    const auto index = std::ranges::find(headers, Elf64_Word{PT_GNU_EH_FRAME}, &Elf64_Phdr::p_type);
    if (index == headers.end() || segment_with(headers, index->p_vaddr) == nullptr) return;
    m.frame_index = look_at(m, m.bias + index->p_vaddr, index->p_memsz);
    byte_reader in(m.frame_index.bytes(), m.frame_index.address());
    in.skip(1);  // the version
    const std::uint8_t encoding = in.u8();
    in.skip(2);  // the encodings of what follows
    const std::uintptr_t frames = in.pointer(encoding, m.frame_index.address());
    const Elf64_Phdr* segment = in.failed() ? nullptr : segment_with(headers, frames - m.bias);
    if (segment == nullptr) return;
    m.frames = look_at(m, frames, segment->p_memsz - (frames - m.bias - segment->p_vaddr));
}

/// Whether `m` is where the loader put the segment: a file may be mapped as data as well.
bool holds_code(const mapping& m, const module_info& of, const Elf64_Phdr& segment) {
    const std::uintptr_t begin = of.bias + segment.p_vaddr;
    return m.executable && m.path == of.path && m.begin <= begin && begin < m.end &&
           m.offset + (begin - m.begin) == segment.p_offset;
}

void find_text(module_info& m, const program_headers& headers, const std::vector<mapping>& map) {
    for (const Elf64_Phdr& h : headers) {
        if (h.p_type != PT_LOAD || (h.p_flags & PF_X) == 0) continue;
        const bool is_loaded =
            std::ranges::any_of(map, [&](const mapping& a) { return holds_code(a, m, h); });
        const std::uintptr_t begin = m.bias + h.p_vaddr;
        if (is_loaded) m.text.push_back({.begin = begin, .end = begin + h.p_memsz});
    }
}

std::optional<module_info> module_at(const mapping& first, const std::vector<mapping>& map,
                                     const std::string& program) {
    const program_headers headers = headers_at(first.begin);
    const auto load = std::ranges::find(headers, Elf64_Word{PT_LOAD}, &Elf64_Phdr::p_type);
    if (load == headers.end()) return {};
    module_info m;
    m.path = first.path;
    m.is_program = m.path == program;
    m.base = first.begin;
    m.bias = first.begin - (load->p_vaddr & ~(page - 1));
    find_text(m, headers, map);
    if (m.text.empty()) return {};
    m.build_id = build_id_of(headers, m.bias);
    find_frames(m, headers);
    return m;
}

std::string program_path() {
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

}  // namespace

module_table module_table::read() {
    module_table table;
    const std::vector<mapping> map = read_memory_map();
    const std::string program = program_path();
    for (const mapping& first : map) {
        if (first.path.empty() || first.offset != 0 || !first.readable) continue;
        if (auto m = module_at(first, map, program)) table.modules_.push_back(std::move(*m));
    }
    for (std::size_t i = 0; i < table.modules_.size(); ++i)
        for (const auto& range : table.modules_[i].text)
            table.places_.push_back({.range = range, .module = i});
    std::ranges::sort(table.places_, {}, [](const place& p) { return p.range.begin; });
    return table;
}

const module_info* module_table::find(std::uintptr_t pc) const noexcept {
    const auto after =
        std::ranges::upper_bound(places_, pc, {}, [](const place& p) { return p.range.begin; });
    if (after == places_.begin()) return nullptr;
    const place& p = *std::prev(after);
    return pc < p.range.end ? &modules_[p.module] : nullptr;
}

}  // namespace weir::inline v0::diag
