// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The fuzz targets. Each takes any input and ends the program when a property does not hold.
///
/// The same functions run under libFuzzer (preset fuzz, one program each) and, over the corpus that
/// is kept beside them, in the unit tests of their module.

#include "support/http_transcript.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace weir::fuzz {

void request(std::string_view input);
void response(std::string_view input);
void url(std::string_view input);
void headers(std::string_view input);
void chunked(std::string_view input);
void trace(std::string_view input);

/// What is being tried, so that a failure outside of libFuzzer can be repeated.
inline std::string_view trying;

/// Ends the program with a sentence, in every build type.
inline void check(bool holds, std::string_view sentence) {
    if (holds) return;
    std::fprintf(stderr, "fuzz: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
    for (const char c : trying) std::fprintf(stderr, "\\x%02x", static_cast<unsigned char>(c));
    std::abort();
}

/// `read(pieces)` says the same however the input is cut: at every single place if it is small,
/// byte by byte and in random pieces. Before `from` it is always the same and not cut in two.
template <class Read>
void check_cuts(std::string_view input, Read&& read, std::size_t from = 1) {
    constexpr std::size_t small = 100;
    const std::string whole = read(test::whole(input));
    for (std::size_t at = from; at < input.size() && input.size() <= from + small; ++at)
        check(read({input.substr(0, at), input.substr(at)}) == whole, "a cut in two differs");
    check(read(test::in_steps(input, 1)) == whole, "byte by byte differs");
    check(read(test::cut_at_random(input, input.size())) == whole, "a cut differs");
}

}  // namespace weir::fuzz
