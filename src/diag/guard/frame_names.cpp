// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/frame_names.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace weir::inline v0 {
namespace diag {
namespace {

std::string demangled(const char* symbol) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(symbol, nullptr, nullptr, &status), &std::free);
    return status == 0 ? name.get() : symbol;
}

std::string name_of(std::uintptr_t address) {
    Dl_info info{};
    if (dladdr(reinterpret_cast<void*>(address - 1), &info) == 0) info = {};
    if (info.dli_sname != nullptr) return demangled(info.dli_sname);
    std::array<char, 32> offset;
    const auto base = reinterpret_cast<std::uintptr_t>(info.dli_fbase);
    std::snprintf(offset.data(), offset.size(), "0x%zx", address - base);
    return (info.dli_fname != nullptr ? std::string(info.dli_fname) + "+" : "") + offset.data();
}

}  // namespace

std::vector<std::string> frame_names(const std::vector<std::uintptr_t>& stack) {
    std::vector<std::string> names;
    for (const std::uintptr_t address : stack) names.push_back(name_of(address));
    return names;
}

}  // namespace diag
}  // namespace weir::inline v0
