// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "report_files.hpp"

#include "report_template.hpp"

#include <weir/base/buffer.hpp>
#include <weir/fs/filesystem.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

namespace weir::inline v0::cli {
namespace {

namespace files = std::filesystem;

constexpr std::size_t probe_bytes = std::size_t{4} << 20;

std::string cannot_write(const std::string& path, const std::error_code& error) {
    return "cannot write " + path + ": " + error.message();
}

std::error_code system_error() {
    return {errno, std::system_category()};
}

/// Writes and removes a file; what a full disk or a missing permission refuses, it refuses now.
std::error_code probe(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return system_error();
    const std::vector<char> zeros(probe_bytes);
    std::error_code error;
    for (std::size_t done = 0; done < zeros.size() && !error;) {
        const ssize_t wrote = ::write(fd, zeros.data() + done, zeros.size() - done);
        if (wrote < 0) error = system_error();
        done += wrote < 0 ? 0 : static_cast<std::size_t>(wrote);
    }
    ::close(fd);
    ::unlink(path.c_str());
    return error;
}

bool is_plain(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-_./:=,@%+").contains(c);
}

std::string quoted(std::string_view argument) {
    if (!argument.empty() && std::ranges::all_of(argument, is_plain)) return std::string(argument);
    std::string text = "'";
    for (const char c : argument) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

}  // namespace

std::optional<std::string> check_directory(const std::string& directory) {
    std::error_code error;
    files::create_directories(directory, error);
    if (error) return cannot_write(directory, error);
    const std::string path =
        (files::path(directory) / (".weir-probe-" + std::to_string(getpid()))).string();
    if (const std::error_code refused = probe(path)) return cannot_write(directory, refused);
    return std::nullopt;
}

std::optional<std::string> check_file(const std::string& path) {
    std::error_code error;
    const files::file_status there = files::status(path, error);
    if (files::is_directory(there)) return "cannot write " + path + ": it is a directory";
    // A report replaces the file of its name, which a device or pipe would not survive.
    if (files::exists(there) && !files::is_regular_file(there))
        return "cannot write " + path +
               ": it is no regular file; name one, or leave the option out";
    const files::path parent = files::path(path).parent_path();
    return check_directory(parent.empty() ? "." : parent.string());
}

task<result<void, std::string>> write_text(std::string path, std::string text) {
    const auto written = co_await write_atomically(path, as_bytes(text));
    if (!written) co_return std::unexpected(cannot_write(path, written.error()));
    co_return result<void, std::string>();
}

std::string html_of(const std::string& json) {
    return web::report_page(json);
}

std::string command_line(int argc, const char* const* argv) {
    std::string line;
    if (const char* driver = std::getenv("WEIR_DRIVER"))
        line = "WEIR_DRIVER=" + quoted(driver) + " ";
    line += "weir";
    for (int i = 1; i < argc; ++i) line += " " + quoted(argv[i]);
    return line;
}

}  // namespace weir::inline v0::cli
