// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A file read by a thread that may block. A file that cannot be opened reads as empty.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weir::inline v0::diag {

class input_file {
public:
    explicit input_file(const char* path) noexcept;
    explicit input_file(const std::string& path) noexcept : input_file(path.c_str()) {}
    input_file(const input_file&) = delete;
    input_file& operator=(const input_file&) = delete;
    ~input_file();

    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
    /// Bytes read, fewer than `size` at the end of the file.
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, void* to, std::size_t size) noexcept;
    /// From where the last call ended; for files that know no size, as those in /proc.
    [[nodiscard]] std::string read_to_end();
    /// Of no more than `limit` bytes; empty if there are fewer than `size`.
    [[nodiscard]] std::vector<std::byte> block(std::uint64_t offset, std::uint64_t size,
                                               std::uint64_t limit);

private:
    int fd_;
};

}  // namespace weir::inline v0::diag
