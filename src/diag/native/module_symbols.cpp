// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/module_symbols.hpp"

#include "diag/native/elf_file.hpp"

#include <utility>

namespace weir::inline v0::diag {
namespace {

/// Where the module's file can be opened, even if its name is another file's by now.
std::string file_of(const module_info& m) {
    return m.is_program ? "/proc/self/exe" : m.path;
}

/// Where distributions install what they stripped off.
std::string debug_file_of(const module_info& m, const std::string& root) {
    constexpr std::size_t directory = 2;
    if (m.build_id.size() <= directory) return {};
    return root + "/.build-id/" + m.build_id.substr(0, directory) + "/" +
           m.build_id.substr(directory) + ".debug";
}

}  // namespace

module_symbols::module_symbols(const module_info& of, const std::string& debug_root) {
    if (of.path == "[vdso]") {
        elf_file image(of.base);
        symbols_ = symbol_table(image);
        return;
    }
    for (const std::string& path : {file_of(of), debug_file_of(of, debug_root)}) {
        elf_file file(path);
        if (file.build_id() == of.build_id) use(file, path);  // else another was put in its place
    }
}

void module_symbols::use(elf_file& file, const std::string& path) {
    const bool has_all = file.section(".symtab") != nullptr;
    if (symbols_.empty() || (has_all && !symbols_.is_complete())) symbols_ = symbol_table(file);
    if (dwarf_path_.empty() && file.section(".debug_info") != nullptr) dwarf_path_ = path;
}

std::vector<symbol_frame> module_symbols::at(std::uint64_t address) {
    if (!lines_ && !dwarf_path_.empty()) lines_ = std::make_unique<dwarf_lines>(dwarf_path_);
    std::vector<symbol_frame> frames;
    if (lines_) {
        for (source_place& place : lines_->at(address)) {
            symbol_frame f;
            f.exact_symbol = !place.function.empty();
            f.function = std::move(place.function);
            f.file = std::move(place.file);
            f.line = place.line;
            f.inlined = true;
            frames.push_back(std::move(f));
        }
    }
    if (frames.empty()) frames.emplace_back();
    symbol_frame& outermost = frames.back();
    outermost.inlined = false;
    const auto hit = symbols_.find(address);
    if (hit && (hit->is_within || outermost.function.empty())) {  // it tells the parameters, too
        outermost.function = readable_symbol(hit->name);
        outermost.exact_symbol = hit->is_within;
    }
    return frames;
}

}  // namespace weir::inline v0::diag
