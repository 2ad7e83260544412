// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

// The kept inputs of the fuzz targets run in every build, also where there is no libFuzzer, and so
// do some thousand inputs made from them: without feedback, but under every sanitizer.

namespace weir::http {
namespace {

using fuzz_target = void (*)(std::string_view);

std::vector<std::string> inputs_of(const std::string& name) {
    const std::filesystem::path folder = std::filesystem::path(WEIR_FUZZ_CORPUS) / name;
    std::vector<std::string> inputs;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        EXPECT_FALSE(inputs.back().empty()) << entry.path();
        EXPECT_LE(inputs.back().size(), 4096U) << "small enough to keep: " << entry.path();
    }
    std::ranges::sort(inputs);
    return inputs;
}

/// Makes new inputs from old ones, the same every time.
class mutator {
public:
    explicit mutator(const std::vector<std::string>& inputs) : inputs_(inputs) {}

    std::string next() {
        std::string input = pick();
        for (std::size_t changes = 1 + below(4); changes != 0; --changes) change(input);
        return input.substr(0, 2000);
    }

private:
    std::size_t below(std::size_t n) { return random_() % n; }
    const std::string& pick() { return inputs_[below(inputs_.size())]; }
    std::string_view part_of(std::string_view text) {
        const std::size_t at = below(text.size() + 1);
        return text.substr(at, below(text.size() - at + 1));
    }

    void change(std::string& input) {
        static constexpr std::string_view words[] = {"\r\n",
                                                     "\n",
                                                     "\r",
                                                     "\r\n\r\n",
                                                     " ",
                                                     "\t",
                                                     ":",
                                                     "0",
                                                     "ffffffffffffffff",
                                                     ";",
                                                     ",",
                                                     "chunked",
                                                     "Content-Length: 3\r\n",
                                                     "Host: ",
                                                     "Transfer-Encoding: ",
                                                     "%2e",
                                                     "%00",
                                                     "..",
                                                     "HTTP/1.1",
                                                     "http://",
                                                     "[::1]",
                                                     "@",
                                                     "\x80",
                                                     "\x7f",
                                                     "-",
                                                     "+"};
        const std::size_t at = below(input.size() + 1);
        switch (below(5)) {
            case 0:
                if (at < input.size()) input[at] = static_cast<char>(below(256));
                return;
            case 1:
                input.insert(at, words[below(std::size(words))]);
                return;
            case 2:
                input.erase(at, 1 + below(8));
                return;
            case 3:
                input.insert(at, std::string(part_of(input)));
                return;
            default:
                input.replace(at, below(input.size() - at + 1), part_of(pick()));
        }
    }

    const std::vector<std::string>& inputs_;
    std::mt19937_64 random_{1};
};

void run(const std::string& name, fuzz_target target) {
    const std::vector<std::string> inputs = inputs_of(name);
    ASSERT_GE(inputs.size(), 8U) << "is the corpus in its place?";
    const auto attempt = [&](std::string_view input) {
        fuzz::trying = input;
        target(input);
        fuzz::trying = {};
    };
    for (const std::string& input : inputs) attempt(input);
    mutator made(inputs);
    for (int i = 0; i < 3000; ++i) attempt(made.next());
}

TEST(corpus, requests) {
    run("request", &fuzz::request);
}
TEST(corpus, responses) {
    run("response", &fuzz::response);
}
TEST(corpus, chunked_bodies) {
    run("chunked", &fuzz::chunked);
}
TEST(corpus, urls) {
    run("url", &fuzz::url);
}
TEST(corpus, headers) {
    run("headers", &fuzz::headers);
}
TEST(corpus, traces) {
    run("trace", &fuzz::trace);
}

}  // namespace
}  // namespace weir::http
