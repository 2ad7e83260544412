// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "top/screen.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace weir::inline v0::cli {
namespace {

constexpr std::string_view enter = "\x1b[?1049h\x1b[?25l";
constexpr std::string_view leave = "\x1b[?25h\x1b[?1049l";
constexpr std::string_view plain = "\x1b[0m";
constexpr std::string_view line_end = "\x1b[K\r\n";

void write_out(std::string_view text) {
    fmt::print("{}", text);
    std::fflush(stdout);
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Copies one line up to `columns` characters, and all escape sequences.
std::string fit_line(std::string_view line, std::size_t columns) {
    std::string kept;
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\x1b') {
            const auto end = line.find('m', i);
            if (end == line.npos) break;
            kept += line.substr(i, end - i + 1);
            i = end;
            continue;
        }
        if (!is_continuation(line[i])) ++used;
        if (used <= columns) kept += line[i];
    }
    return kept;
}

}  // namespace

std::string fit(std::string_view text, std::size_t columns, std::size_t rows) {
    std::string kept;
    for (std::size_t row = 0; row < rows && !text.empty(); ++row) {
        const auto end = text.find('\n');
        kept += fit_line(text.substr(0, end), columns);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (row + 1 < rows && !text.empty()) kept += '\n';
    }
    return kept;
}

screen::screen() {
    write_out(enter);
}

screen::~screen() {
    write_out(leave);
}

bool screen::usable() {
    const char* kind = std::getenv("TERM");
    return isatty(STDOUT_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

void screen::show(std::string_view text) const {
    winsize size{};
    const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
    std::string out = "\x1b[H";
    for (const char c : fit(text, known ? size.ws_col : 80U, known ? size.ws_row : 24U))
        out += c == '\n' ? line_end : std::string_view(&c, 1);
    write_out(out.append(plain).append("\x1b[K\x1b[J"));
}

}  // namespace weir::inline v0::cli
