// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

// The kept inputs of the fuzz targets run in every build, also where there is no libFuzzer.

namespace weir::http {
namespace {

void replay(const std::string& name, void (*target)(std::string_view)) {
    const std::filesystem::path folder = std::filesystem::path(WEIR_FUZZ_CORPUS) / name;
    int inputs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        SCOPED_TRACE(entry.path().filename());
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string input{std::istreambuf_iterator<char>(file), {}};
        ASSERT_FALSE(input.empty());
        target(input);
        ++inputs;
    }
    EXPECT_GE(inputs, 8) << "is the corpus in its place?";
}

TEST(corpus, requests) {
    replay("request", &fuzz::request);
}
TEST(corpus, responses) {
    replay("response", &fuzz::response);
}
TEST(corpus, urls) {
    replay("url", &fuzz::url);
}
TEST(corpus, headers) {
    replay("headers", &fuzz::headers);
}

}  // namespace
}  // namespace weir::http
