// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/labels.hpp"

#include "diag/tasks/memory.hpp"

#include <weir/coro/promise.hpp>

namespace weir::inline v0::diag::detail {
namespace {

/// What `__builtin_source_location` makes; gcc and clang agree on it.
struct location_data {
    const char* file;
    const char* function;
    unsigned line;
    unsigned column;
};

template <class Map, class Make>
auto& found_or_made(Map& map, std::uintptr_t address, Make make) {
    const auto [at, added] = map.try_emplace(address);
    if (added && address != 0) at->second = make();
    return at->second;
}

}  // namespace

std::string place_label::brief() const {
    if (line == 0) return {};
    const std::size_t slash = file.rfind('/');
    return (slash == std::string::npos ? file : file.substr(slash + 1)) + ":" +
           std::to_string(line);
}

const std::string& labels::text(std::uintptr_t address) {
    return found_or_made(texts_, address, [&] { return text_at(address); });
}

const place_label& labels::place(std::uintptr_t address) {
    return found_or_made(places_, address, [&] {
        location_data data;
        if (!read_own(address, data)) return place_label();
        return place_label{text_at(address_of(data.function)), text_at(address_of(data.file)),
                           data.line};
    });
}

const operation_label& labels::operation(std::uintptr_t address) {
    return found_or_made(operations_, address, [&] {
        op_info info;
        if (!read_own(address, info)) return operation_label();
        return operation_label{text_at(address_of(info.name)), text_at(address_of(info.kind))};
    });
}

}  // namespace weir::inline v0::diag::detail
