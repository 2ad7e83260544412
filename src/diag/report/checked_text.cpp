// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/checked_text.hpp"

#include "diag/native/own_memory.hpp"
#include "diag/watch/async_chain.hpp"

#include <array>
#include <cstring>

namespace weir::inline v0::diag {

std::string checked_text(const char* from) {
    std::array<char, 1024> text;
    const auto address = reinterpret_cast<std::uintptr_t>(from);
    // A short text at the end of its mapping reads short.
    const std::size_t size =
        from != nullptr ? read_own_memory(address, text.data(), text.size()) : 0;
    return std::string(text.data(), strnlen(text.data(), size));
}

await_line checked_location(const void* site) {
    // What the pointer leads to has no name in the standard: file, function, line, column.
    alignas(void*) std::array<std::byte, 2 * sizeof(void*) + 2 * sizeof(unsigned)> copy;
    if (site == nullptr || read_own_memory(reinterpret_cast<std::uintptr_t>(site), copy.data(),
                                           copy.size()) != copy.size())
        return {};
    const std::source_location at = location_of(copy.data());
    return {.function = checked_text(at.function_name()),
            .file = checked_text(at.file_name()),
            .line = at.line(),
            .task = {}};
}

}  // namespace weir::inline v0::diag
