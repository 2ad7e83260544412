// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/module_table.hpp"

#include "diag/native/build_id.hpp"
#include "diag/native/elf_file.hpp"
#include "diag/native/memory_map.hpp"
#include "diag/native/unwind_entry.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>

namespace weir::module_table_test {
namespace {

using diag::mapping;
using diag::module_info;
using diag::module_table;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(memory_map, is_read_line_by_line) {
    const std::string text =
        "55d0a000-55d0b000 r-xp 00001000 fe:01 42      /usr/bin/a program (deleted)\n"
        "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n"
        "garbage\n"
        "7ffc1000-7ffc2000 r--p 00000000 00:00 0       [vdso]\n";
    EXPECT_THAT(diag::parse_memory_map(text),
                ElementsAre(mapping{.begin = 0x55D0A000,
                                    .end = 0x55D0B000,
                                    .offset = 0x1000,
                                    .readable = true,
                                    .executable = true,
                                    .path = "/usr/bin/a program (deleted)"},
                            mapping{.begin = 0x7F0000000000,
                                    .end = 0x7F0000001000,
                                    .offset = 0,
                                    .readable = true,
                                    .executable = false,
                                    .path = ""},
                            mapping{.begin = 0x7FFC1000,
                                    .end = 0x7FFC2000,
                                    .offset = 0,
                                    .readable = true,
                                    .executable = false,
                                    .path = "[vdso]"}));
    EXPECT_THAT(diag::parse_memory_map(""), IsEmpty());
}

TEST(build_id, is_found_among_other_notes) {
    const std::string notes(
        "\4\0\0\0\4\0\0\0\1\0\0\0GNU\0abcd"
        "\4\0\0\0\3\0\0\0\3\0\0\0GNU\0\x01\xAB\xFF\0",
        40);
    const auto bytes = std::as_bytes(std::span(notes));
    EXPECT_EQ(diag::build_id_of_notes(bytes), "01abff");
    EXPECT_EQ(diag::build_id_of_notes(bytes.first(20)), "");
    EXPECT_EQ(diag::build_id_of_notes({}), "");
}

const module_info* module_of(const module_table& table, const void* code) {
    return table.find(reinterpret_cast<std::uintptr_t>(code));
}

TEST(module_table, knows_the_program_and_its_libraries) {
    const module_table table = module_table::read();
    const module_info* program = module_of(table, reinterpret_cast<const void*>(&module_of));
    ASSERT_NE(program, nullptr);
    EXPECT_TRUE(program->is_program);
    EXPECT_EQ(program->path, std::filesystem::read_symlink("/proc/self/exe"));
    EXPECT_EQ(program->build_id, diag::elf_file("/proc/self/exe").build_id());
    EXPECT_THAT(program->frame_index.bytes(), Not(IsEmpty()));
    EXPECT_THAT(program->frames.bytes(), Not(IsEmpty()));
    void* const library_code = dlsym(RTLD_DEFAULT, "getppid");
    const module_info* library = module_of(table, library_code);
    ASSERT_NE(library, nullptr);
    EXPECT_FALSE(library->is_program);
    EXPECT_NE(library->frames.address(), program->frames.address());
    EXPECT_GE(table.modules().size(), 3U);
}

TEST(module_table, knows_nothing_of_memory_without_code) {
    static int data = 0;
    const int local = 0;
    const module_table table = module_table::read();
    EXPECT_EQ(module_of(table, &data), nullptr);
    EXPECT_EQ(module_of(table, &local), nullptr);
    EXPECT_EQ(table.find(0), nullptr);
    EXPECT_EQ(table.find(~std::uintptr_t{0}), nullptr);
    EXPECT_EQ(module_table().find(1), nullptr);
}

TEST(module_table, takes_no_file_for_a_module_that_is_mapped_as_data) {
    const std::string program = "/proc/self/exe";
    const int fd = ::open(program.c_str(), O_RDONLY | O_CLOEXEC);
    const std::size_t size = std::filesystem::file_size(program);
    void* const data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    ASSERT_NE(data, MAP_FAILED);
    const module_table table = module_table::read();
    EXPECT_EQ(std::ranges::count_if(table.modules(), &module_info::is_program), 1);
    munmap(data, size);
    ::close(fd);
}

TEST(module_table, has_an_unwind_entry_for_a_function_from_its_first_to_its_last_byte) {
    const module_table table = module_table::read();
    const auto code = reinterpret_cast<std::uintptr_t>(&module_of);
    const module_info* program = table.find(code);
    ASSERT_NE(program, nullptr);
    const auto first = diag::find_unwind_entry(*program, code);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->code_begin, code);
    const auto last = diag::find_unwind_entry(*program, first->code_end - 1);
    ASSERT_TRUE(last);
    EXPECT_EQ(last->code_begin, code);
    EXPECT_FALSE(diag::find_unwind_entry(*program, program->base));
}

}  // namespace
}  // namespace weir::module_table_test
