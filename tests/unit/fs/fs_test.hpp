// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the tests of files share: a runtime around a test's body, a directory to work in.

#include "support/scratch_directory.hpp"

#include <weir/coro.hpp>
#include <weir/fs.hpp>
#include <weir/rt/runtime.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace weir::test {

/// Runs `body`, a callable that returns `task<result<void>>`, and expects success.
template <class F>
void run_io(F body) {
    const result<void> outcome = weir::run(std::move(body), {.shards = 1});
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message());
}

/// A fixture with a directory of its own, removed with what is in it.
class in_scratch_directory : public testing::Test {
protected:
    [[nodiscard]] std::string path(const std::string& name) const { return directory_ / name; }
    [[nodiscard]] std::string content(const std::string& name) const {
        std::ifstream in(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
    }
    [[nodiscard]] std::size_t entries() const {
        using iterator = std::filesystem::directory_iterator;
        return static_cast<std::size_t>(std::distance(iterator(directory_.path()), iterator()));
    }

private:
    const scratch_directory directory_;
};

}  // namespace weir::test
