// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A temporary directory that goes with its object, and the file that is uploaded from it.

#include <weir/base/result.hpp>
#include <weir/coro/task.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace weir::inline v0::lab {

class work_directory {
public:
    /// Below `TMPDIR`, or /tmp. Errors: the system's.
    [[nodiscard]] static result<work_directory> create();

    work_directory(work_directory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    work_directory& operator=(work_directory&&) = delete;
    ~work_directory();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    explicit work_directory(std::string path) noexcept : path_(std::move(path)) {}

    std::string path_;
};

/// Writes `size` bytes that follow from `seed`. Result: the file's path. Errors: the system's.
[[nodiscard]] task<result<std::string>> write_upload_file(const work_directory& in,
                                                          std::size_t size, std::uint64_t seed);

}  // namespace weir::inline v0::lab
