// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/profile_formats.hpp>

#include <concepts>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// JSON handed to a sink while it is made. The caller writes the punctuation of what it nests with
/// `raw`; texts are escaped and made UTF-8.
class json_writer {
public:
    explicit json_writer(const profile_sink& sink) noexcept : sink_(sink) {}

    json_writer& raw(std::string_view text);
    json_writer& text(std::string_view value);
    json_writer& number(std::integral auto value) { return raw(std::to_string(value)); }

    /// The rest; nothing is written after it.
    void finish();

private:
    const profile_sink& sink_;
    std::string pending_;
};

/// A comma before each element but the first.
class json_comma {
public:
    void before(json_writer& to) {
        if (!first_) to.raw(",");
        first_ = false;
    }

private:
    bool first_ = true;
};

void append_json(std::string& to, std::string_view value);

}  // namespace weir::inline v0::diag::detail
