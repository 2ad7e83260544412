// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/byte_reader.hpp"
#include "diag/native/dwarf_expression.hpp"
#include "diag/native/unwind_row.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

namespace weir::unwind_table_test {
namespace {

using diag::byte_reader;
using diag::register_file;
using kind = diag::unwind_rule::kind;

std::vector<std::byte> bytes_of(std::initializer_list<unsigned> numbers) {
    std::vector<std::byte> bytes;
    for (const unsigned n : numbers) bytes.push_back(std::byte(n));
    return bytes;
}

TEST(byte_reader, reads_numbers_of_variable_length) {
    const auto bytes = bytes_of({0x02, 0xE5, 0x8E, 0x26, 0x7E, 0x80, 0x7F, 0x3F, 0x40});
    byte_reader in(bytes, 0);
    EXPECT_EQ(in.uleb(), 2U);
    EXPECT_EQ(in.uleb(), 624485U);
    EXPECT_EQ(in.sleb(), -2);
    EXPECT_EQ(in.sleb(), -128);
    EXPECT_EQ(in.sleb(), 63);
    EXPECT_EQ(in.sleb(), -64);
    EXPECT_TRUE(in.done());
    EXPECT_FALSE(in.failed());
}

TEST(byte_reader, fails_at_the_end_and_yields_zeros) {
    const auto bytes = bytes_of({0x80, 0x80});
    byte_reader in(bytes, 0);
    (void)in.uleb();
    EXPECT_TRUE(in.failed());
    EXPECT_EQ(in.fixed<std::uint64_t>(), 0U);
    EXPECT_TRUE(in.take(1).empty());
}

TEST(byte_reader, reads_pointers_relative_to_their_own_place_or_to_the_table) {
    const auto bytes = bytes_of({0xF0, 0xFF, 0xFF, 0xFF, 0x10, 0, 0, 0});
    byte_reader in(bytes, 0x5000);
    EXPECT_EQ(in.pointer(0x1B, 0), 0x4FF0U);
    EXPECT_EQ(in.pointer(0x3B, 0x9000), 0x9010U);
    EXPECT_EQ(in.pointer(0xFF, 0), 0U) << "omitted";
    EXPECT_FALSE(in.failed());
    (void)in.pointer(0x50, 0);
    EXPECT_TRUE(in.failed()) << "an encoding that nobody writes";
}

/// The entry of a function at 0x1000, whose common part says what a call leaves: CFA = rsp + 8, and
/// the return address at CFA - 8.
class made_entry {
public:
    explicit made_entry(std::initializer_list<unsigned> own)
        : initial_(bytes_of({0x0C, 7, 8, 0x90, 1})), own_(bytes_of(own)) {
        entry_.code_begin = 0x1000;
        entry_.code_end = 0x2000;
        entry_.data_alignment = -8;
        entry_.initial = {.bytes = initial_};
        entry_.own = {.bytes = own_};
    }
    std::optional<diag::unwind_row> at(std::uintptr_t offset) const {
        return diag::unwind_row_at(entry_, 0x1000 + offset);
    }
    void expect_frame(std::uintptr_t offset, std::int64_t r, std::int64_t more) const {
        const auto row = at(offset);
        ASSERT_TRUE(row);
        EXPECT_EQ(row->frame.is, kind::register_and_more);
        EXPECT_EQ(row->frame.number, r) << offset;
        EXPECT_EQ(row->frame.more, more) << offset;
    }

private:
    std::vector<std::byte> initial_;
    std::vector<std::byte> own_;
    diag::unwind_entry entry_;
};

TEST(unwind_row, follows_a_prologue_that_makes_a_frame_record) {
    const made_entry e({0x41, 0x0E, 16, 0x86, 2, 0x43, 0x0D, 6, 0x02, 100, 0x0C, 7, 8, 0xC6});
    e.expect_frame(0, 7, 8);
    e.expect_frame(1, 7, 16);
    e.expect_frame(4, 6, 16);
    e.expect_frame(103, 6, 16);
    e.expect_frame(104, 7, 8);
    EXPECT_EQ(e.at(0)->registers[6].is, kind::unspecified);
    EXPECT_EQ(e.at(4)->registers[6].is, kind::at_offset);
    EXPECT_EQ(e.at(4)->registers[6].number, -16);
    EXPECT_EQ(e.at(104)->registers[6].is, kind::unspecified) << "restored";
    EXPECT_EQ(e.at(4)->registers[register_file::return_address].number, -8);
}

TEST(unwind_row, recalls_what_was_remembered) {
    const made_entry e({0x44, 0x0E, 64, 0x0A, 0x44, 0x0E, 8, 0x44, 0x0B});
    e.expect_frame(4, 7, 64);
    e.expect_frame(8, 7, 8);
    e.expect_frame(12, 7, 64);
}

TEST(unwind_row, tells_the_first_frame_by_its_lost_return_address) {
    const made_entry e({0x07, 16});
    EXPECT_EQ(e.at(0)->registers[register_file::return_address].is, kind::undefined);
}

TEST(unwind_row, of_garbage_is_none) {
    EXPECT_FALSE(made_entry({0x3F}).at(0)) << "no such instruction";
    EXPECT_FALSE(made_entry({0x0B}).at(0)) << "nothing was remembered";
    EXPECT_FALSE(made_entry({0x0F, 100, 1}).at(0)) << "an expression beyond the end";
    EXPECT_FALSE(made_entry({0x0A, 0x0A, 0x0A, 0x0A, 0x0A, 0x0A, 0x0A, 0x0A, 0x0A}).at(0));
}

std::optional<std::uintptr_t> value_of(std::initializer_list<unsigned> code,
                                       const register_file& registers = {}) {
    static const std::array<std::uint64_t, 2> words{0x1122334455667788, 42};
    diag::stack_copy stack(0x9000, std::as_bytes(std::span(words)));
    return diag::evaluate(bytes_of(code), registers, stack, {});
}

TEST(dwarf_expression, of_a_linkage_stub_tells_pushed_from_not_pushed) {
    // rsp + 8 + ((rip & 15) >= 11) * 8
    const std::initializer_list<unsigned> stub{0x77, 8,    0x80, 0,    0x3F, 0x1A,
                                               0x3B, 0x2A, 0x33, 0x24, 0x22};
    register_file r;
    r.set(register_file::stack_pointer, 0x7000);
    r.set(register_file::return_address, 0x1000);
    EXPECT_EQ(value_of(stub, r), 0x7008U);
    r.set(register_file::return_address, 0x100B);
    EXPECT_EQ(value_of(stub, r), 0x7010U);
}

TEST(dwarf_expression, reads_the_stack_and_nothing_else) {
    EXPECT_EQ(value_of({0x0A, 0x08, 0x90, 0x06}), 42U);
    EXPECT_EQ(value_of({0x0A, 0x00, 0x90, 0x94, 2}), 0x7788U);
    EXPECT_FALSE(value_of({0x0A, 0x10, 0x90, 0x06})) << "above";
    EXPECT_FALSE(value_of({0x0A, 0xFF, 0x8F, 0x06})) << "below";
    EXPECT_FALSE(value_of({0x76, 0})) << "of an unknown register";
}

TEST(dwarf_expression, computes) {
    EXPECT_EQ(value_of({0x33, 0x12, 0x22}), 6U) << "dup plus";
    EXPECT_EQ(value_of({0x31, 0x35, 0x16, 0x1C}), 4U) << "swap minus";
    EXPECT_EQ(value_of({0x31, 0x1F, 0x19}), 1U) << "neg abs";
    EXPECT_EQ(value_of({0x31, 0x28, 1, 0, 0x00, 0x37}), 7U) << "bra over garbage";
    EXPECT_EQ(value_of({0x38, 0x23, 0x80, 0x01}), 136U) << "plus_uconst";
}

TEST(dwarf_expression, that_never_ends_is_none) {
    EXPECT_FALSE(value_of({0x2F, 0xFD, 0xFF})) << "a jump to itself";
    EXPECT_FALSE(value_of({0x12})) << "an empty stack";
    EXPECT_FALSE(value_of({})) << "no value";
    EXPECT_FALSE(value_of({0x31, 0x12, 0x2F, 0xFC, 0xFF})) << "too much on the stack";
}

}  // namespace
}  // namespace weir::unwind_table_test
