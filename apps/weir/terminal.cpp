// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "terminal.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace weir::inline v0::cli {
namespace {

/// A line that wraps cannot be taken back.
std::string_view cut_to_width(std::string_view line) {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return line;
    return line.substr(0, size.ws_col - 1U);
}

}  // namespace

terminal::terminal() {
    const char* kind = std::getenv("TERM");
    is_terminal_ =
        isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

void terminal::live(std::string_view line) {
    if (!is_terminal_) return;
    fmt::print(stderr, "\r\x1b[K{}", cut_to_width(line));
    std::fflush(stderr);
    has_live_ = true;
}

void terminal::say(std::string_view line) {
    clear();
    fmt::print(stderr, "{}\n", line);
}

void terminal::clear() {
    if (!has_live_) return;
    fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
    has_live_ = false;
}

void complain(std::string_view sentence) {
    fmt::print(stderr, "weir: {}\n", sentence);
}

}  // namespace weir::inline v0::cli
