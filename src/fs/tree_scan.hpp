// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Puts watches on a directory, and on those below it, and tells what it met. Runs on a thread of
/// the file pool, because looking up a path and reading a directory may wait for a disk.

#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

namespace weir::inline v0::detail {

class watch_table;

class tree_scan {
public:
    struct find {
        std::string path;
        int parent = -1;  ///< the watch of the directory it is in; -1 for the scan's first
        int watch = -1;   ///< its own; -1 for a file, or a directory that went or may not be read
        bool is_directory = false;
        bool went = false;  ///< a directory that was not there any more, perhaps renamed
    };

    /// A path that is not a directory is replaced by its directory, see `file_name`.
    void resolve();
    void run();

    // What to do; `table` is only asked which watches it knows, and must not gain or lose any.
    int inotify = -1;
    const watch_table* table = nullptr;
    std::string path;
    std::uint32_t mask = 0;
    std::uint32_t first_mask = 0;  ///< in addition, for `path` itself
    bool recursive = false;
    bool list_files = false;
    bool must_exist = true;      ///< else it is no error if `path` went or may not be read
    std::size_t room = 0;        ///< new watches at most
    std::size_t file_limit = 0;  ///< files at most

    // How it went.
    std::string file_name;    ///< what is to be watched in `path`, empty for all
    std::vector<find> found;  ///< parents before what is in them
    std::error_code error;
    bool truncated = false;  ///< there were more files

private:
    [[nodiscard]] int place(const std::string& directory, std::uint32_t with, bool needed);
    void list(std::size_t directory);
    void add(std::string name, int parent, bool is_directory);

    std::size_t placed_ = 0;
    std::size_t files_ = 0;
};

}  // namespace weir::inline v0::detail
