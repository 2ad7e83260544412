// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/text_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace weir::inline v0::cli {
namespace {

constexpr std::size_t largest = std::size_t{64} << 20;

std::unexpected<std::string> cannot_read(const std::string& path, const std::string& why) {
    return std::unexpected("cannot read " + path + ": " + why);
}

}  // namespace

result<std::string, std::string> read_text_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return cannot_read(path, "it is a directory");
    const auto closing = [](std::FILE* f) { return std::fclose(f); };
    const std::unique_ptr<std::FILE, decltype(closing)> file(std::fopen(path.c_str(), "rbe"),
                                                             closing);
    if (!file) return cannot_read(path, std::system_category().message(errno));
    std::string text;
    char piece[16384];
    while (const std::size_t read = std::fread(piece, 1, sizeof piece, file.get())) {
        text.append(piece, read);
        if (text.size() > largest) return cannot_read(path, "it is larger than 64 MiB");
    }
    if (std::ferror(file.get()) != 0)
        return cannot_read(path, std::system_category().message(errno));
    return text;
}

}  // namespace weir::inline v0::cli
