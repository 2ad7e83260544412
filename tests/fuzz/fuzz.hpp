// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The fuzz targets. Each takes any input and ends the program when a property does not hold.
///
/// The same functions run under libFuzzer (preset fuzz, one program each) and, over the corpus that
/// is kept beside them, in the unit tests of their module.

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace weir::fuzz {

void request(std::string_view input);
void response(std::string_view input);
void url(std::string_view input);
void headers(std::string_view input);

/// Ends the program with a sentence, in every build type.
inline void check(bool holds, std::string_view sentence) {
    if (holds) return;
    std::fprintf(stderr, "fuzz: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
    std::abort();
}

}  // namespace weir::fuzz
