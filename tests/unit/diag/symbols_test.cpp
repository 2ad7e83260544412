// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/module_symbols.hpp"
#include "support/scratch_directory.hpp"
#include "unit/diag/native/blocked_thread.hpp"

#include <weir/diag/symbols.hpp>

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#define ONE_FRAME __attribute__((noinline, disable_tail_calls))

namespace weir::symbols_test {
namespace {

using diag::readable_symbol;
using diag::symbol_frame;
using diag::symbolizer;
using test::blocked_thread;
using test::pipe_gate;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ONE_FRAME std::uintptr_t here() {
    return reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
}

ONE_FRAME std::uintptr_t place_in_this_function(int /*unused*/) {
    return here();
}

TEST(symbolizer, names_a_function_of_the_program_with_its_parameters) {
    symbolizer symbols;
    const auto frames = symbols.resolve(place_in_this_function(1), true);
    const symbol_frame& f = frames.back();
    EXPECT_EQ(f.function, "weir::symbols_test::(anonymous namespace)::place_in_this_function(int)");
    EXPECT_TRUE(f.exact_symbol);
    EXPECT_FALSE(f.inlined);
    EXPECT_EQ(f.module, std::filesystem::read_symlink("/proc/self/exe"));
    EXPECT_THAT(f.build_id, Not(IsEmpty()));
}

TEST(symbolizer, gives_the_address_that_the_file_has_it_at) {
    symbolizer symbols;
    const std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(&place_in_this_function);
    const auto first = symbols.resolve(begin, false).back();
    EXPECT_EQ(symbols.resolve(begin + 5, false).back().address, first.address + 5);
    EXPECT_EQ(symbols.resolve(begin + 5, true).back().address, first.address + 4);
    EXPECT_LE(first.address, begin) << "equal in a program that is not relocated";
}

TEST(symbolizer, names_a_function_of_a_stripped_library_if_it_is_exported) {
    symbolizer symbols;
    void* const address = dlsym(RTLD_DEFAULT, "getppid");
    const auto frames = symbols.resolve(reinterpret_cast<std::uintptr_t>(address), false);
    EXPECT_EQ(frames.back().function, "getppid");
    EXPECT_TRUE(frames.back().exact_symbol);
    EXPECT_THAT(frames.back().module, HasSubstr("libc"));
}

TEST(symbolizer, of_a_place_in_nowhere_gives_the_address) {
    symbolizer symbols;
    const std::vector<symbol_frame> frames = symbols.resolve(0x1000, false);
    ASSERT_EQ(frames.size(), 1U);
    symbol_frame wanted;
    wanted.address = 0x1000;
    EXPECT_EQ(frames[0], wanted);
    EXPECT_EQ(symbols.resolve(0, true).size(), 1U);
}

/// A library opened after the symbolizer was made: stripped, with one function exported.
class opened_library : public testing::Test {
protected:
    opened_library() : library_(dlopen(DIAG_TEST_PLUGIN, RTLD_NOW)) {}
    ~opened_library() override { dlclose(library_); }

    std::uintptr_t exported() { return address(dlsym(library_, "plugin_secret")); }
    std::uintptr_t secret() {
        return address(reinterpret_cast<void* (*)()>(dlsym(library_, "plugin_secret"))());
    }

    symbolizer symbols_;

private:
    static std::uintptr_t address(void* of) { return reinterpret_cast<std::uintptr_t>(of); }

    void* library_;
};

TEST_F(opened_library, is_found_though_it_came_later) {
    const symbol_frame f = symbols_.resolve(exported(), false).back();
    EXPECT_EQ(f.function, "plugin_secret");
    EXPECT_THAT(f.module, HasSubstr("diag_test_plugin"));
}

TEST_F(opened_library, gives_no_wrong_name_for_what_was_stripped) {
    const symbol_frame f = symbols_.resolve(secret(), false).back();
    EXPECT_EQ(f.function, "") << "the nearest symbol is another function's";
    EXPECT_FALSE(f.exact_symbol);
    EXPECT_EQ(f.build_id, DIAG_TEST_BUILD_ID);
    EXPECT_NE(f.address, 0U);
}

TEST_F(opened_library, is_named_by_the_debug_file_of_its_build_id) {
    const std::string id = DIAG_TEST_BUILD_ID;
    const test::scratch_directory root;
    const auto directory = std::filesystem::path(root / ".build-id") / id.substr(0, 2);
    std::filesystem::create_directories(directory);
    std::filesystem::copy_file(DIAG_TEST_PLUGIN_UNSTRIPPED, directory / (id.substr(2) + ".debug"));
    const diag::module_table table = diag::module_table::read();
    const diag::module_info* module = table.find(secret());
    ASSERT_NE(module, nullptr);
    diag::module_symbols symbols(*module, root.path());
    const symbol_frame f = symbols.at(secret() - module->bias).back();
    EXPECT_EQ(f.function, "(anonymous namespace)::not_exported(int)");
    EXPECT_TRUE(f.exact_symbol);
}

TEST(readable_symbol, is_demangled) {
    EXPECT_EQ(readable_symbol("_ZN3app7handlerEi"), "app::handler(int)");
    EXPECT_EQ(readable_symbol("_ZNSt6vectorIiSaIiEE9push_backEOi"),
              "std::vector<int, std::allocator<int> >::push_back(int&&)");
    EXPECT_EQ(readable_symbol("main"), "main");
    EXPECT_EQ(readable_symbol("_Zwhatever"), "_Zwhatever");
    EXPECT_EQ(readable_symbol(""), "");
}

TEST(readable_symbol, of_a_piece_is_that_of_the_function_it_was_cut_out_of) {
    for (const char* piece : {".resume", ".destroy", ".cleanup", ".cold", ".part.0", ".isra.0.cold",
                              ".llvm.123", "@@VERSION_1"})
        EXPECT_EQ(readable_symbol("_ZN3app7handlerEi" + std::string(piece)), "app::handler(int)");
    EXPECT_EQ(readable_symbol("copy.constprop.0"), "copy");
    EXPECT_EQ(readable_symbol("memcpy@GLIBC_2.2.5"), "memcpy");
}

TEST(readable_symbol, takes_names_demangled_by_others) {
    EXPECT_EQ(readable_symbol("app::handler(int) [clone .resume]"), "app::handler(int)");
    EXPECT_EQ(readable_symbol("app::handler(int) (.resume)"), "app::handler(int)");
    EXPECT_EQ(readable_symbol("app::take(std::span<int>, ...)"), "app::take(std::span<int>, ...)");
}

TEST(readable_symbol, of_a_coroutine_of_gcc_is_the_function_s) {
    EXPECT_EQ(readable_symbol("app::read_row(app::read_row(int)::_ZN3app8read_rowEi.Frame*)"),
              "app::read_row(int)");
    EXPECT_EQ(readable_symbol("_ZN3app8read_rowEPZNS_8read_rowEiE24_ZN3app8read_rowEi.Frame.actor"),
              "app::read_row(int)");
    EXPECT_EQ(
        readable_symbol("_ZZ4mainENUliE_clEPZZ4mainENKS_clEiE26_ZZ4mainENKUliE_clEi.Frame.destroy"),
        "main::{lambda(int)#1}::operator()(int) const");
}

struct eager {
    struct promise_type {
        eager get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

std::coroutine_handle<> suspended;

struct suspend_here {
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> h) { suspended = h; }
    void await_resume() {}
};

ONE_FRAME unsigned blocks_in_zlib(void* gate, z_const unsigned char** /*next*/) {
    char byte = 0;
    return ::read(static_cast<pipe_gate*>(gate)->read_end(), &byte, 1) > 0 ? 1 : 0;
}

ONE_FRAME int decompress(pipe_gate& gate) {
    std::array<unsigned char, 32768> window;
    z_stream stream{};
    inflateBackInit(&stream, 15, window.data());
    const auto output = [](void*, unsigned char*, unsigned) { return 0; };
    inflateBack(&stream, blocks_in_zlib, &gate, output, nullptr);
    return inflateBackEnd(&stream);
}

eager handle_request(pipe_gate& gate) {
    co_await suspend_here();
    decompress(gate);
}

/// Names of the frames from the first one that is of this file, without its namespaces.
std::vector<std::string> own_names(const std::vector<diag::native_frame>& stack) {
    const std::string prefix = "weir::symbols_test::(anonymous namespace)::";
    symbolizer symbols;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < stack.size(); ++i) {
        for (const symbol_frame& f : symbols.resolve(stack[i].pc, i > 0)) {
            const bool own = f.function.starts_with(prefix);
            if (f.inlined || (!own && names.empty())) continue;
            names.push_back(own ? f.function.substr(prefix.size()) : f.function);
        }
    }
    return names;
}

TEST(symbolizer, tells_how_a_sleeping_thread_came_there) {
    pipe_gate gate;
    handle_request(gate);
    diag::unwinder with;
    blocked_thread thread([] { suspended.resume(); }, [&] { gate.open(); });
    thread.wait_until_blocked(SYS_read);
    std::vector<std::string> names = own_names(thread.unwind(with));
    ASSERT_GE(names.size(), 4U);
    names.resize(4);
    EXPECT_THAT(names, ElementsAre(testing::StartsWith("blocks_in_zlib(void*, unsigned char"),
                                   "inflateBack", "decompress(weir::test::pipe_gate&)",
                                   "handle_request(weir::test::pipe_gate&)"));
}

}  // namespace
}  // namespace weir::symbols_test
