// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/line_scanner.hpp"

#include "http/chars.hpp"
#include "http/line_rules.hpp"

namespace weir::inline v0::http::detail {
namespace {

// RFC 9112, 2.2: a client may send empty lines before its request; a few are forgiven.
constexpr std::size_t most_empty_bytes = 8;

// The longest method, the version, two spaces and the line end.
constexpr std::size_t around_target = 20;

// What idle connections may hold on to.
constexpr std::size_t kept_capacity = 4096;

/// The start of a method or version, or of an empty line before it.
bool may_begin_message(char c) noexcept {
    return is(c, token_char) || c == '\r';
}

}  // namespace

result<std::size_t, parse_error> line_scanner::feed(std::string_view data) {
    std::size_t consumed = 0;
    while (!complete_ && consumed < data.size()) {
        const std::size_t newline = data.find('\n', consumed);
        const std::size_t end = newline == data.npos ? data.size() : newline + 1;
        // A TLS hello or another protocol is refused at its first byte.
        if (in_start_line() && text_.empty() && !may_begin_message(data[consumed]))
            return refuse("this is not HTTP: the first byte begins no message");
        if (text_.size() + (end - consumed) > line_end_limit()) return std::unexpected(too_long());
        text_.append(data, consumed, end - consumed);
        consumed = end;
        if (newline == data.npos) break;
        if (auto taken = take_line(); !taken) return std::unexpected(taken.error());
    }
    return consumed;
}

void line_scanner::reset() noexcept {
    text_.clear();
    if (text_.capacity() > kept_capacity) text_ = std::string();
    line_start_ = skipped_ = fields_ = 0;
    complete_ = false;
}

bool line_scanner::in_start_line() const noexcept {
    return line_start_ == 0 && section_ != section::trailers;
}

// The bytes that the text may have when the current line ends.
std::size_t line_scanner::line_end_limit() const noexcept {
    const bool has_target = in_start_line() && section_ == section::request;
    return has_target ? std::min(limits_.head_bytes, limits_.target_bytes + around_target)
                      : limits_.head_bytes;
}

parse_error line_scanner::too_long() const noexcept {
    if (in_start_line() && section_ == section::request)
        return {status::uri_too_long, "the request target is too long"};
    return {status::request_header_fields_too_large, "the header fields are too large"};
}

result<void, parse_error> line_scanner::take_line() {
    if (!text_.ends_with("\r\n")) return refuse("a line ends in a bare line feed");
    const std::string_view whole(text_);
    const std::string_view line = whole.substr(line_start_, whole.size() - line_start_ - 2);
    if (line.empty()) return take_empty_line();
    if (auto checked = check_line(line); !checked) return checked;
    line_start_ = text_.size();
    return {};
}

result<void, parse_error> line_scanner::take_empty_line() {
    if (!in_start_line()) {
        complete_ = true;
        return {};
    }
    skipped_ += text_.size();
    text_.clear();
    if (section_ == section::response || skipped_ > most_empty_bytes)
        return refuse("there are empty lines before the message");
    return {};
}

result<void, parse_error> line_scanner::check_line(std::string_view line) {
    if (in_start_line())
        return section_ == section::request ? check_request_line(line, limits_.target_bytes)
                                            : check_status_line(line);
    if (++fields_ > limits_.header_count)
        return refuse(status::request_header_fields_too_large, "there are too many header fields");
    return check_field_line(line);
}

}  // namespace weir::inline v0::http::detail
