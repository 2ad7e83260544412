// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/unwind_entry.hpp"

#include "diag/native/byte_reader.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace weir::inline v0::diag {
namespace {

constexpr std::uint8_t omitted = 0xFF;

/// A CIE or FDE: what follows its length.
struct record {
    std::span<const std::byte> bytes{};
    std::uintptr_t address = 0;
};

record record_at(const module_info& in, std::uintptr_t address) noexcept {
    byte_reader reader(in.frames.from(address), address);
    std::uint64_t length = reader.fixed<std::uint32_t>();
    if (length == 0xFFFFFFFF) length = reader.fixed<std::uint64_t>();
    const std::uintptr_t begin = reader.address();
    return {reader.take(length), begin};
}

/// Two offsets from the beginning of the table: of code and of its FDE.
struct index_row {
    std::int32_t code;
    std::int32_t entry;
};

index_row row_at(std::span<const std::byte> rows, std::size_t i) noexcept {
    index_row row;
    std::memcpy(&row, rows.data() + i * sizeof row, sizeof row);
    return row;
}

/// The rows of .eh_frame_hdr, empty if they are not of the one kind that linkers write.
std::span<const std::byte> index_rows(const image_bytes& index) noexcept {
    constexpr std::uint8_t relative_to_table_4_bytes = 0x3B;
    byte_reader reader(index.bytes(), index.address());
    const std::uint8_t version = reader.u8();
    const std::uint8_t frames_encoding = reader.u8();
    const std::uint8_t count_encoding = reader.u8();
    const std::uint8_t rows_encoding = reader.u8();
    (void)reader.pointer(frames_encoding, index.address());
    const std::uintptr_t count = reader.pointer(count_encoding, index.address());
    if (version != 1 || count_encoding == omitted || rows_encoding != relative_to_table_4_bytes)
        return {};
    if (reader.failed() || count > index.bytes().size() / sizeof(index_row)) return {};
    return reader.take(count * sizeof(index_row));
}

/// The address of the FDE of the last code that begins at or before `pc`; 0 if there is none.
std::uintptr_t search_index(const image_bytes& index, std::uintptr_t pc) noexcept {
    const std::span<const std::byte> rows = index_rows(index);
    std::size_t low = 0;
    std::size_t high = rows.size() / sizeof(index_row);
    const auto wanted = static_cast<std::int64_t>(pc - index.address());
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (row_at(rows, middle).code <= wanted)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0) return 0;
    return index.address() +
           static_cast<std::uintptr_t>(static_cast<std::intptr_t>(row_at(rows, low - 1).entry));
}

std::string_view text_of(byte_reader& reader, const record& of) noexcept {
    const std::size_t begin = reader.address() - of.address;
    const auto rest = of.bytes.subspan(begin);
    const auto end = std::ranges::find(rest, std::byte{0});
    const auto size = static_cast<std::size_t>(end - rest.begin());
    reader.skip(static_cast<std::int64_t>(size) + 1);
    return {reinterpret_cast<const char*>(rest.data()), size};
}

/// The part of a CIE that the letters of its augmentation stand for.
void read_augmentation(byte_reader& reader, std::string_view letters, unwind_entry& e) noexcept {
    for (const char letter : letters) {
        if (letter == 'R') e.pointer_encoding = reader.u8();
        if (letter == 'L') (void)reader.u8();
        if (letter == 'P') (void)reader.pointer(reader.u8(), 0);  // only its size matters
        if (letter == 'S') e.is_signal_frame = true;
    }
}

unwind_program rest_of(byte_reader& reader, const record& of) noexcept {
    const std::size_t begin = reader.address() - of.address;
    return {of.bytes.subspan(begin), reader.address()};
}

/// Reads a CIE into `e`; tells whether it was one that has sized augmentations, as all do today.
bool read_common(const module_info& in, std::uintptr_t address, unwind_entry& e) noexcept {
    const record cie = record_at(in, address);
    byte_reader reader(cie.bytes, cie.address);
    if (reader.fixed<std::uint32_t>() != 0 || reader.failed()) return false;
    const std::uint8_t version = reader.u8();
    const std::string_view augmentation = text_of(reader, cie);
    if ((version != 1 && version != 3) || !augmentation.starts_with('z')) return false;
    e.code_alignment = reader.uleb();
    e.data_alignment = reader.sleb();
    e.return_register = version == 1 ? reader.u8() : reader.uleb();
    const std::uint64_t size = reader.uleb();
    const std::uintptr_t begin = reader.address();
    byte_reader inside(reader.take(size), begin);
    read_augmentation(inside, augmentation.substr(1), e);
    e.initial = rest_of(reader, cie);
    return !reader.failed() && !inside.failed();
}

}  // namespace

std::optional<unwind_entry> find_unwind_entry(const module_info& in, std::uintptr_t pc) noexcept {
    const std::uintptr_t address = search_index(in.frame_index, pc);
    if (address == 0) return {};
    const record fde = record_at(in, address);
    byte_reader reader(fde.bytes, fde.address);
    const auto back = reader.fixed<std::uint32_t>();
    unwind_entry e;
    if (back == 0 || reader.failed() || !read_common(in, fde.address - back, e)) return {};
    e.code_begin = reader.pointer(e.pointer_encoding, in.frame_index.address());
    e.code_end = e.code_begin + reader.pointer(e.pointer_encoding & 0x0FU, 0);
    reader.skip(static_cast<std::int64_t>(reader.uleb()));
    e.own = rest_of(reader, fde);
    if (reader.failed() || pc < e.code_begin || pc >= e.code_end) return {};
    return e;
}

}  // namespace weir::inline v0::diag
