// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Collects the lines of a message head or of trailers and refuses every line that two readers
/// might understand differently. It stands before llhttp, which forgives too much (8.1.0 takes
/// `\r\n\rX` for the end of a head, folds lines and allows spaces in names).

#include <weir/base/result.hpp>
#include <weir/http/parse.hpp>

#include <string>
#include <string_view>

namespace weir::inline v0::http::detail {

class line_scanner {
public:
    enum class section { request, response, trailers };

    line_scanner(section what, const parser_limits& limits) noexcept
        : section_(what), limits_(limits) {}

    /// Takes bytes up to and including the empty line that ends the section; returns how many.
    result<std::size_t, parse_error> feed(std::string_view data);

    [[nodiscard]] bool complete() const noexcept { return complete_; }

    /// Nothing but empty lines has come.
    [[nodiscard]] bool idle() const noexcept { return !complete_ && collected_.size() == begin_; }

    /// All lines with their ends, the last one empty. Once complete, and as long as the bytes that
    /// `feed` was given then.
    [[nodiscard]] std::string_view text() const noexcept {
        return whole_.substr(begin_, line_start_ - begin_);
    }
    [[nodiscard]] std::size_t fields() const noexcept { return fields_; }

    void reset() noexcept;

private:
    [[nodiscard]] bool in_start_line() const noexcept;
    [[nodiscard]] std::size_t line_end_limit() const noexcept;
    [[nodiscard]] parse_error too_long() const noexcept;
    [[nodiscard]] result<void, parse_error> scan();
    [[nodiscard]] result<void, parse_error> take_line(std::string_view line);
    [[nodiscard]] result<void, parse_error> take_empty_line();
    [[nodiscard]] result<void, parse_error> check_line(std::string_view line);

    section section_;
    parser_limits limits_;
    std::string collected_;   // of a section that came in parts
    std::string_view whole_;  // the same, or the data where it lies
    std::size_t begin_ = 0;   // behind the empty lines before a message
    std::size_t line_start_ = 0;
    std::size_t searched_ = 0;  // no line ends before here but those that were taken
    std::size_t fields_ = 0;
    bool complete_ = false;
};

}  // namespace weir::inline v0::http::detail
