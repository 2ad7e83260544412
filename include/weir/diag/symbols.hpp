// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Names for addresses of code: function, file, line, and the functions inlined there.
///
///     symbolizer symbols;
///     for (const symbol_frame& f : symbols.resolve(pc, true)) print(f.function, f.file, f.line);
///
/// The model: it reads the symbol tables and, if Weir was built with libdw, the DWARF line tables
/// of the mapped modules, also from separate files under /usr/lib/debug, and keeps what it found. A
/// coroutine reads as the function it was written as. Where symbols are missing (a stripped
/// program) the module, its build id and the address in it remain, which name the place to whoever
/// has the symbols. It reads files at the first address of a module, so it belongs on a thread that
/// may block, never on a shard.
///
/// On Linux with ELF. Thread rule: one thread at a time.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0 {
namespace diag {

/// One function at an address. What is not known is empty or 0.
struct symbol_frame {
    std::string function;
    std::string file;
    unsigned line = 0;
    bool inlined = false;  ///< into the one that follows it
    std::string module;    ///< the path of the program or library
    std::string build_id;  ///< of the module, in hexadecimal
    /// As in the module's file; of the call, where a return address was asked for. Without a module
    /// the address itself.
    std::uintptr_t address = 0;
    bool exact_symbol = false;  ///< the address lies within the function that is named

    friend bool operator==(const symbol_frame&, const symbol_frame&) = default;
};

class symbolizer {
public:
    symbolizer();
    symbolizer(const symbolizer&) = delete;
    symbolizer& operator=(const symbolizer&) = delete;
    ~symbolizer();

    /// What is at `pc`, innermost first: inlined functions, then the function itself. A return
    /// address stands for the call before it. Never empty.
    [[nodiscard]] std::vector<symbol_frame> resolve(std::uintptr_t pc, bool is_return_address);

private:
    class state;
    std::unique_ptr<state> state_;
};

/// The name a person would write for a symbol: demangled, and of a coroutine without the suffix of
/// the piece the compiler cut out of it ("app::handler(int)" for "_ZN3app7handlerEi.resume").
[[nodiscard]] std::string readable_symbol(std::string_view symbol);

}  // namespace diag
}  // namespace weir::inline v0
