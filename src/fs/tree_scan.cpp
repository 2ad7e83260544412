// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs/tree_scan.hpp"

#include "fs/watch_table.hpp"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace weir::inline v0::detail {
namespace {

/// There is nothing to watch, or nothing any more.
bool may_be_left_out(int error) noexcept {
    return error == ENOENT || error == ENOTDIR || error == ELOOP || error == EACCES;
}

}  // namespace

void tree_scan::resolve() {
    struct ::stat info{};
    if (::stat(path.c_str(), &info) != 0) {
        error = {errno, std::system_category()};
    } else if (!S_ISDIR(info.st_mode)) {
        const std::size_t name = path.rfind('/') + 1;  // 0 without a slash
        file_name = path.substr(name);
        path = name == 0 ? "." : path.substr(0, name);
        recursive = false;
    }
}

void tree_scan::run() {
    if (error) return;
    found.push_back({.path = path, .is_directory = true});
    // `found` grows meanwhile.
    for (std::size_t i = 0; i < found.size() && !error; ++i) {
        if (!found[i].is_directory) continue;
        const std::uint32_t with = i == 0 ? mask | first_mask : mask | IN_DONT_FOLLOW;
        found[i].watch = place(found[i].path, with, i == 0 && must_exist);
        found[i].went = found[i].watch < 0;
        if (recursive && !found[i].went) list(i);
    }
}

int tree_scan::place(const std::string& directory, std::uint32_t with, bool needed) {
    const int watch = inotify_add_watch(inotify, directory.c_str(), with);
    if (watch < 0) {
        if (needed || !may_be_left_out(errno)) error = {errno, std::system_category()};
        return -1;
    }
    if (table->knows(watch)) return watch;
    if (placed_ == room) {
        inotify_rm_watch(inotify, watch);
        error = std::make_error_code(std::errc::no_space_on_device);
        return -1;
    }
    ++placed_;
    return watch;
}

void tree_scan::list(std::size_t directory) {
    const std::string within = found[directory].path;
    const int watch = found[directory].watch;
    std::error_code failed;
    std::filesystem::directory_iterator entry(within, failed);
    while (!failed && entry != std::filesystem::directory_iterator()) {
        std::error_code unknown;
        const bool is_directory = !entry->is_symlink(unknown) && entry->is_directory(unknown);
        add(join_path(within, entry->path().filename().native()), watch, is_directory);
        entry.increment(failed);
    }
    // What a watch is for keeps it: the kernel tells if that went.
    const bool is_root = directory == 0 && first_mask == watch_table::first_mask;
    found[directory].went = failed && !is_root;
    if (failed && !may_be_left_out(failed.value())) error = failed;
}

void tree_scan::add(std::string name, int parent, bool is_directory) {
    if (!is_directory) {
        if (!list_files) return;
        truncated = truncated || files_ == file_limit;
        if (truncated) return;
        ++files_;
    }
    found.push_back({.path = std::move(name), .parent = parent, .is_directory = is_directory});
}

}  // namespace weir::inline v0::detail
