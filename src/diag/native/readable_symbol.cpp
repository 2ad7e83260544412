// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/symbols.hpp>

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace weir::inline v0::diag {
namespace {

struct by_free {
    void operator()(char* text) const noexcept { std::free(text); }
};

bool is_mangled(std::string_view symbol) noexcept {
    return symbol.starts_with("_Z");
}

/// The symbol itself if it is none of C++.
std::string demangled(const std::string& symbol) {
    if (!is_mangled(symbol)) return symbol;
    int status = 0;
    const std::unique_ptr<char, by_free> text(
        abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status));
    return status == 0 && text ? text.get() : symbol;
}

/// Without what a compiler or linker appended: ".resume", ".cold", "@GLIBC_2.2.5".
std::string_view without_suffix(std::string_view symbol) noexcept {
    const std::size_t end = symbol.find_first_of(".@", 1);
    return symbol.substr(0, end);
}

/// g++ makes a coroutine a function of the frame's type, in which the name it had stands mangled:
/// "f(f(int)::_Z1fi.Frame*)".
std::string_view symbol_in_frame_type(std::string_view text) noexcept {
    constexpr std::string_view frame = ".Frame*)";
    const std::size_t end = text.rfind(frame);
    const std::size_t begin = end == text.npos ? end : text.substr(0, end).rfind("::_Z");
    return begin == text.npos ? std::string_view() : text.substr(begin + 2, end - begin - 2);
}

}  // namespace

std::string readable_symbol(std::string_view symbol) {
    // Demanglers put what they do not know behind the name.
    symbol = symbol.substr(0, symbol.find(" [clone "));
    symbol = symbol.substr(0, symbol.find(" (."));
    if (symbol.empty()) return {};
    const bool is_text = !is_mangled(symbol) && symbol.find_first_of("(<: ") != symbol.npos;
    const bool names_frame = symbol.find(".Frame.") != symbol.npos;  // the suffix follows later
    if (!is_text && !names_frame) symbol = without_suffix(symbol);
    std::string text = demangled(std::string(symbol));
    const std::string_view inner = symbol_in_frame_type(text);
    return inner.empty() ? text : demangled(std::string(inner));
}

}  // namespace weir::inline v0::diag
