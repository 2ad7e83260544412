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

// Mostly a whole head comes at once and is read where it lies; what comes in parts is collected.
result<std::size_t, parse_error> line_scanner::feed(std::string_view data) {
    if (complete_) return 0;
    const std::size_t before = collected_.size();
    if (before != 0) collected_.append(data);
    whole_ = before != 0 ? std::string_view(collected_) : data;
    if (auto scanned = scan(); !scanned) return std::unexpected(scanned.error());
    if (complete_) return line_start_ - before;
    if (before == 0) collected_ = data;
    whole_ = {};
    return data.size();
}

result<void, parse_error> line_scanner::scan() {
    while (!complete_ && line_start_ < whole_.size()) {
        const std::size_t newline = whole_.find('\n', std::max(line_start_, searched_));
        searched_ = newline == whole_.npos ? whole_.size() : newline + 1;
        // A TLS hello or another protocol is refused at its first byte.
        if (in_start_line() && !may_begin_message(whole_[line_start_]))
            return refuse("this is not HTTP: the first byte begins no message");
        if (searched_ - begin_ > line_end_limit()) return std::unexpected(too_long());
        if (newline == whole_.npos) break;
        if (auto taken = take_line(whole_.substr(line_start_, searched_ - line_start_)); !taken)
            return taken;
    }
    return {};
}

void line_scanner::reset() noexcept {
    collected_.clear();
    if (collected_.capacity() > kept_capacity) collected_ = std::string();
    whole_ = {};
    begin_ = line_start_ = searched_ = fields_ = 0;
    complete_ = false;
}

bool line_scanner::in_start_line() const noexcept {
    return line_start_ == begin_ && section_ != section::trailers;
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

result<void, parse_error> line_scanner::take_line(std::string_view line) {
    if (!line.ends_with("\r\n")) return refuse("a line ends in a bare line feed");
    line.remove_suffix(2);
    if (line.empty()) return take_empty_line();
    if (auto checked = check_line(line); !checked) return checked;
    line_start_ = searched_;
    return {};
}

result<void, parse_error> line_scanner::take_empty_line() {
    if (!in_start_line()) {
        complete_ = true;
        line_start_ = searched_;
        return {};
    }
    begin_ = line_start_ = searched_;
    if (section_ == section::response || begin_ > most_empty_bytes)
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
