// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The table of requests on which servers have disagreed, see http_requests.table.

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace weir::test {

struct table_request {
    std::string name;
    std::string section;  ///< of the RFC that decides
    int refused = 0;      ///< the status, 0 if it is accepted
    std::string bytes;
};

namespace detail {

/// One escape, without its backslash, appended to `to`; removed from `rest`.
inline void take_escape(std::string_view& rest, std::string& to) {
    const char kind = rest.front();
    rest.remove_prefix(1);
    if (kind == 'N') {
        to += "\r\n";
    } else if (kind == 'x') {
        to += static_cast<char>(std::stoi(std::string(rest.substr(0, 2)), nullptr, 16));
        rest.remove_prefix(2);
    } else if (kind == '{') {
        const std::size_t comma = rest.find(',');
        to.append(std::stoul(std::string(rest.substr(0, comma))), rest[comma + 1]);
        rest.remove_prefix(comma + 3);
    } else {
        constexpr std::string_view names = "rnt0\\";
        constexpr std::string_view bytes("\r\n\t\0\\", 5);
        const std::size_t at = names.find(kind);
        if (at == names.npos) throw std::runtime_error("an escape that is not known");
        to += bytes[at];
    }
}

inline std::string unescaped(std::string_view rest) {
    std::string bytes;
    while (!rest.empty()) {
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == '\\')
            take_escape(rest, bytes);
        else
            bytes += c;
    }
    return bytes;
}

}  // namespace detail

inline std::vector<table_request> read_table_requests(const std::string& path) {
    std::ifstream file(path);
    std::vector<table_request> all;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        std::istringstream words(line);
        table_request row;
        std::string verdict;
        std::string bytes;
        words >> row.name >> row.section >> verdict >> std::ws;
        std::getline(words, bytes);
        row.refused = verdict == "ok" ? 0 : std::stoi(verdict);
        row.bytes = detail::unescaped(bytes);
        all.push_back(std::move(row));
    }
    return all;
}

}  // namespace weir::test
