// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Takes the chunked coding (RFC 9112, 7.1) apart. Stricter than llhttp 8.1.0, which takes any byte
/// for the line feed after a chunk's size and any two bytes for the line end after its data.

#include "http/line_scanner.hpp"

#include <weir/base/result.hpp>
#include <weir/http/headers.hpp>
#include <weir/http/parse.hpp>

#include <string_view>

namespace weir::inline v0::http::detail {

class chunk_decoder {
public:
    explicit chunk_decoder(const parser_limits& limits) noexcept
        : limits_(limits),
          scanner_(line_scanner::section::trailers, limits),
          trailers_({.count = limits.header_count, .bytes = limits.head_bytes}) {}

    /// Reads up to the next piece of payload (`body`) or the end (`complete`).
    result<parse_step, parse_error> feed(std::string_view data);

    [[nodiscard]] const headers& trailers() const noexcept { return trailers_; }

    void reset(std::uint64_t body_limit) noexcept;

private:
    enum class place { size, extension, size_end, payload, payload_cr, payload_lf, trailers, done };

    [[nodiscard]] result<void, parse_error> take_mark(char c);
    [[nodiscard]] result<void, parse_error> take_size(char c);
    [[nodiscard]] result<void, parse_error> take_extension(char c);
    [[nodiscard]] result<void, parse_error> take_size_end(char c);
    [[nodiscard]] result<parse_step, parse_error> take_trailers(std::string_view data,
                                                                std::size_t consumed);
    void store_trailers();

    parser_limits limits_;
    place place_ = place::size;
    int digits_ = 0;
    std::uint64_t left_ = 0;       // of this chunk
    std::uint64_t body_left_ = 0;  // of the limit
    std::size_t extension_bytes_ = 0;
    line_scanner scanner_;
    headers trailers_;
};

}  // namespace weir::inline v0::http::detail
