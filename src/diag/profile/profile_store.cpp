// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/new_file.hpp"
#include "diag/profile/profile_name.hpp"

#include <weir/diag/profile_store.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

namespace weir::inline v0::diag {
namespace {

using namespace std::chrono_literals;

/// A writer that died left its file behind; one at work does not take that long.
constexpr auto abandoned_after = 1h;

/// With other processes that write in the same millisecond.
constexpr unsigned most_collisions = 1'000;

std::string this_host() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "";
    return name.data();
}

struct stored_file {
    detail::profile_name name;
    std::filesystem::path path;
    std::uint64_t bytes = 0;
};

/// The files of `host`; what cannot be looked at is left alone.
std::vector<stored_file> files_of(const std::string& directory, std::string_view host) {
    std::vector<stored_file> files;
    std::error_code error;
    std::filesystem::directory_iterator it(directory, error);
    for (; !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
        auto name = detail::parse_name(it->path().filename().native(), host);
        std::error_code unknown;
        if (!name || it->symlink_status(unknown).type() != std::filesystem::file_type::regular)
            continue;
        const std::uint64_t bytes = it->file_size(unknown);
        if (!unknown) files.push_back({std::move(*name), it->path(), bytes});
    }
    return files;
}

/// Another process may have removed it first.
void remove_file(const stored_file& file) noexcept {
    ::unlink(file.path.c_str());
}

void remove_abandoned(std::vector<stored_file>& files, std::string_view before) {
    for (const stored_file& file : files)
        if (file.name.temporary && file.name.date < before) remove_file(file);
    std::erase_if(files, [](const stored_file& file) { return file.name.temporary; });
}

/// Above those of the same moment that are there: a name that became free would sort wrongly.
unsigned next_number(const std::vector<stored_file>& files, std::string_view date,
                     std::string_view extension) {
    unsigned next = 0;
    for (const auto& [name, path, bytes] : files)
        if (!name.temporary && name.date == date && name.extension == extension)
            next = std::max(next, name.number + 1);
    return next;
}

bool good_extension(std::string_view text) noexcept {
    return detail::parse_name("h-00000000T000000.000Z." + std::string(text), "h").has_value();
}

}  // namespace

profile_store::profile_store(profile_store_options options) : options_(std::move(options)) {
    options_.host = detail::name_host(options_.host.empty() ? this_host() : options_.host);
    if (options_.directory.empty()) options_.directory = ".";
}

result<std::string> profile_store::write(wall_time now, std::string_view extension,
                                         const writer& fill) {
    if (!good_extension(extension)) return fail(errc::bad_argument);
    const std::string date = detail::name_date(now);
    const std::string stem = options_.host + "-" + date;
    const std::string end = "." + std::string(extension);
    const std::string unique = std::to_string(::getpid()) + "-" + std::to_string(++written_);
    detail::new_file file(options_.directory + "/." + stem + end + "." + unique + ".tmp",
                          options_.permissions, options_.max_bytes);
    fill([&](std::string_view piece) { file.write(piece); });
    const unsigned first =
        next_number(files_of(options_.directory, options_.host), date, extension);
    for (unsigned number = first; number < first + most_collisions; ++number) {
        const std::string middle = number == 0 ? "" : "-" + std::to_string(number);
        std::string path = options_.directory + "/" + stem + middle + end;
        const result<bool> done = file.publish(path);
        if (!done) return fail(done.error());
        if (!*done) continue;
        return settle(std::move(path), detail::name_date(now - abandoned_after));
    }
    return fail(std::make_error_code(std::errc::file_exists));
}

/// The new file is there: makes that permanent and makes room.
result<std::string> profile_store::settle(std::string path, std::string_view abandoned) const {
    if (const auto flushed = detail::flush_directory(options_.directory); !flushed) {
        ::unlink(path.c_str());
        return fail(flushed.error());
    }
    remove_surplus(path, abandoned);
    return path;
}

void profile_store::remove_surplus(std::string_view keep, std::string_view abandoned) const {
    std::vector<stored_file> files = files_of(options_.directory, options_.host);
    remove_abandoned(files, abandoned);
    std::ranges::sort(files, {}, &stored_file::name);
    std::size_t count = files.size();
    std::uint64_t bytes = 0;
    for (const stored_file& file : files) bytes += file.bytes;
    for (const stored_file& file : files) {
        if (count <= options_.max_files && bytes <= options_.max_bytes) return;
        if (file.path.native() == keep) continue;
        remove_file(file);
        --count;
        bytes -= file.bytes;
    }
}

}  // namespace weir::inline v0::diag
