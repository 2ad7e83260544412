// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/profile_formats.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// Compresses as gzip does what it is given, without a name or a time in the header: equal input
/// gives equal files.
class gzip_writer {
public:
    explicit gzip_writer(const profile_sink& sink);
    gzip_writer(const gzip_writer&) = delete;
    gzip_writer& operator=(const gzip_writer&) = delete;
    ~gzip_writer();

    void write(std::string_view text);
    void finish();

private:
    struct state;

    void deflate_all(std::string_view text, int flush);

    const profile_sink& sink_;
    std::unique_ptr<state> state_;
};

}  // namespace weir::inline v0::diag::detail
