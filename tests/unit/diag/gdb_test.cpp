// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// scripts/gdb/weir_tasks.py on a core file of gdb_program.

#include "support/scratch_directory.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace weir::gdb_test {
namespace {

constexpr const char* program = GDB_TEST_PROGRAM;
constexpr const char* script = GDB_TEST_SCRIPT;

/// What a shell command prints, errors included.
std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* out = popen((command + " 2>&1").c_str(), "r");
    if (out == nullptr) return text;
    std::array<char, 4096> piece;
    while (std::fgets(piece.data(), piece.size(), out) != nullptr) text += piece.data();
    pclose(out);
    return text;
}

class gdb_script : public testing::Test {
protected:
    void SetUp() override {
        if (std::system("gdb --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no gdb here";
        const std::string made =
            output_of(std::string("gdb -batch -nx -iex 'set debuginfod enabled off' -ex run "
                                  "-ex 'generate-core-file ") +
                      core() + "' " + program);
        if (!std::filesystem::exists(core())) GTEST_SKIP() << "gdb makes no core file: " << made;
    }

    [[nodiscard]] std::string core() const { return scratch_.path() / "core"; }

    /// What the script's command prints about the core file.
    [[nodiscard]] std::string ask(const std::string& command) const {
        return output_of(std::string("gdb -batch -nx -iex 'set debuginfod enabled off' -x ") +
                         script + " -ex '" + command + "' " + program + " " + core());
    }

    test::scratch_directory scratch_;
};

TEST_F(gdb_script, shows_tasks_handles_and_what_runs) {
    const std::string tasks = ask("weir-tasks");
    for (const char* part :
         {"shard 0: ", "main: ", "sleeper: ", " awaiting sleep for ",
          "acceptor: ", " awaiting net.accept for ", ", spawned at gdb_program.cpp:", "crash_soon"})
        EXPECT_NE(tasks.find(part), std::string::npos) << part << " in " << tasks;
    EXPECT_NE(tasks.find(" running"), std::string::npos) << tasks;
    EXPECT_EQ(tasks.find("Python Exception"), std::string::npos) << tasks;

    const std::string some = ask("weir-tasks acceptor");
    EXPECT_NE(some.find("acceptor: "), std::string::npos) << some;
    EXPECT_NE(some.find("main: "), std::string::npos) << some;
    EXPECT_EQ(some.find("sleeper"), std::string::npos) << some;

    const std::string handles = ask("weir-handles");
    EXPECT_NE(handles.find("listener "), std::string::npos) << handles;
    EXPECT_NE(handles.find(", made at gdb_program.cpp:"), std::string::npos) << handles;
    EXPECT_NE(handles.find(" by task acceptor, "), std::string::npos) << handles;

    const std::string shards = ask("weir-shards");
    EXPECT_NE(shards.find("shard 0 at 0x"), std::string::npos) << shards;
    EXPECT_NE(shards.find("crash_soon"), std::string::npos) << shards;
}

}  // namespace
}  // namespace weir::gdb_test
