// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// A file that exists under a hidden name until it is complete, and not at all if it never is.
/// The first error is kept, later pieces are not written.
class new_file {
public:
    /// Errors show in `publish`.
    new_file(std::string temporary, std::uint32_t permissions, std::uint64_t max_bytes);
    new_file(const new_file&) = delete;
    new_file& operator=(const new_file&) = delete;
    ~new_file();

    void write(std::string_view piece);

    /// Puts it on the disk under `path`. False if a file of that name is there already.
    [[nodiscard]] result<bool> publish(const std::string& path);

private:
    [[nodiscard]] result<void> flush();

    std::string temporary_;
    int fd_;
    std::uint64_t room_;
    std::error_code error_{};
};

/// Makes names in it permanent. File systems that keep directories safe by themselves refuse, which
/// is not an error.
[[nodiscard]] result<void> flush_directory(const std::string& directory);

}  // namespace weir::inline v0::diag::detail
