// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz.hpp"

#include <cstddef>
#include <cstdint>

// libFuzzer calls this; the build says which target it is for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    weir::fuzz::WEIR_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
