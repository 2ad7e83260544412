// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/dwarf_lines.hpp"

#include <weir/diag/symbols.hpp>

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace weir::inline v0::diag {
namespace {

// Nothing that a compiler writes is nested deeper.
constexpr std::size_t max_nesting = 256;

// Where linkers put the code they left out.
constexpr Dwarf_Addr discarded = 1;

/// Code of one compilation unit. libdw's own index is that of .debug_aranges, which clang leaves
/// out.
struct unit_range {
    Dwarf_Addr begin = 0;
    Dwarf_Addr end = 0;
    Dwarf_Off unit = 0;
};

std::optional<Dwarf_Attribute> attribute(Dwarf_Die& of, unsigned name) {
    Dwarf_Attribute found;
    return dwarf_attr_integrate(&of, name, &found) != nullptr ? std::optional(found) : std::nullopt;
}

std::string text_attribute(Dwarf_Die& of, unsigned name) {
    std::optional<Dwarf_Attribute> found = attribute(of, name);
    const char* const text = found ? dwarf_formstring(&*found) : nullptr;
    return text == nullptr ? "" : text;
}

unsigned number_attribute(Dwarf_Die& of, unsigned name) {
    std::optional<Dwarf_Attribute> found = attribute(of, name);
    Dwarf_Word value = 0;
    return found && dwarf_formudata(&*found, &value) == 0 ? static_cast<unsigned>(value) : 0;
}

std::string function_name(Dwarf_Die& of) {
    std::string linkage = text_attribute(of, DW_AT_linkage_name);
    return linkage.empty() ? text_attribute(of, DW_AT_name) : readable_symbol(linkage);
}

/// The path of a file that the unit of `of` numbers.
std::string file_name(Dwarf_Die& of, unsigned number) {
    Dwarf_Die unit;
    Dwarf_Files* files = nullptr;
    std::size_t count = 0;
    if (dwarf_diecu(&of, &unit, nullptr, nullptr) == nullptr) return {};
    if (dwarf_getsrcfiles(&unit, &files, &count) != 0 || number >= count) return {};
    const char* const name = dwarf_filesrc(files, number, nullptr, nullptr);
    return name == nullptr ? "" : name;
}

/// Whether what lies within may be code at an address that is not the entry's own.
bool is_namespace(int tag) noexcept {
    return tag == DW_TAG_namespace || tag == DW_TAG_module;
}
bool is_function(int tag) noexcept {
    return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}
bool is_block(int tag) noexcept {
    return tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
}

/// Collects the functions around `address` below `parent`, outermost first.
bool find_functions(Dwarf_Die& parent, Dwarf_Addr address, std::vector<Dwarf_Die>& found,
                    std::size_t depth) {
    Dwarf_Die child;
    if (depth == max_nesting || dwarf_child(&parent, &child) != 0) return false;
    do {
        const int tag = dwarf_tag(&child);
        if (is_namespace(tag)) {
            if (find_functions(child, address, found, depth + 1)) return true;
        } else if ((is_function(tag) || is_block(tag)) && dwarf_haspc(&child, address) > 0) {
            if (is_function(tag)) found.push_back(child);
            find_functions(child, address, found, depth + 1);
            return true;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

}  // namespace

class dwarf_lines::state {
public:
    explicit state(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (fd_ >= 0) dwarf_ = dwarf_begin(fd_, DWARF_C_READ);
        if (dwarf_ != nullptr) index_units();
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() {
        if (dwarf_ != nullptr) dwarf_end(dwarf_);
        if (fd_ >= 0) ::close(fd_);
    }

    std::vector<source_place> at(Dwarf_Addr address) {
        Dwarf_Die unit;
        const std::optional<Dwarf_Off> offset = unit_at(address);
        if (!offset || dwarf_offdie(dwarf_, *offset, &unit) == nullptr) return {};
        std::vector<Dwarf_Die> functions;
        find_functions(unit, address, functions, 0);
        source_place place = line_at(unit, address);
        std::vector<source_place> places;
        for (auto it = functions.rbegin(); it != functions.rend(); ++it) {
            place.function = function_name(*it);
            places.push_back(place);
            place = {.function = {},
                     .file = file_name(*it, number_attribute(*it, DW_AT_call_file)),
                     .line = number_attribute(*it, DW_AT_call_line)};
        }
        if (places.empty() && place.line != 0) places.push_back(place);
        return places;
    }

private:
    void index_units() {
        Dwarf_CU* unit = nullptr;
        Dwarf_Die die;
        while (dwarf_get_units(dwarf_, unit, &unit, nullptr, nullptr, &die, nullptr) == 0)
            index_unit(die);
        std::ranges::sort(ranges_, {}, &unit_range::begin);
    }

    void index_unit(Dwarf_Die& die) {
        Dwarf_Addr base = 0;
        Dwarf_Addr begin = 0;
        Dwarf_Addr end = 0;
        std::ptrdiff_t at = 0;
        while ((at = dwarf_ranges(&die, at, &base, &begin, &end)) > 0)
            if (begin > discarded)
                ranges_.push_back({.begin = begin, .end = end, .unit = dwarf_dieoffset(&die)});
    }

    [[nodiscard]] std::optional<Dwarf_Off> unit_at(Dwarf_Addr address) const {
        const auto after = std::ranges::upper_bound(ranges_, address, {}, &unit_range::begin);
        if (after == ranges_.begin()) return {};
        const unit_range& r = *std::prev(after);
        return address < r.end ? std::optional(r.unit) : std::nullopt;
    }

    static source_place line_at(Dwarf_Die& unit, Dwarf_Addr address) {
        source_place place;
        Dwarf_Line* const line = dwarf_getsrc_die(&unit, address);
        if (line == nullptr) return place;
        const char* const file = dwarf_linesrc(line, nullptr, nullptr);
        int number = 0;
        if (file != nullptr) place.file = file;
        if (dwarf_lineno(line, &number) == 0) place.line = static_cast<unsigned>(number);
        return place;
    }

    int fd_;
    Dwarf* dwarf_ = nullptr;
    std::vector<unit_range> ranges_;  // sorted
};

dwarf_lines::dwarf_lines(const std::string& path) : state_(std::make_unique<state>(path)) {}

dwarf_lines::~dwarf_lines() = default;

std::vector<source_place> dwarf_lines::at(std::uint64_t address) {
    return state_->at(address);
}

}  // namespace weir::inline v0::diag
