// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/chunk_decoder.hpp"

#include "http/chars.hpp"
#include "http/header_access.hpp"
#include "http/line_rules.hpp"

namespace weir::inline v0::http::detail {
namespace {

// More cannot be told apart from an attempt to overflow, even if all but one are zeros.
constexpr int most_size_digits = 16;

}  // namespace

result<parse_step, parse_error> chunk_decoder::feed(std::string_view data) {
    std::size_t consumed = 0;
    while (consumed < data.size() && place_ < place::trailers) {
        if (place_ == place::payload) {
            const std::string_view rest = data.substr(consumed);
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size()));
            left_ -= size;
            if (left_ == 0) place_ = place::payload_cr;
            return parse_step{parse_event::body, consumed + size, rest.substr(0, size)};
        }
        if (auto taken = take_mark(data[consumed++]); !taken) return std::unexpected(taken.error());
    }
    if (place_ == place::trailers) return take_trailers(data, consumed);
    const auto event = place_ == place::done ? parse_event::complete : parse_event::need_more;
    return parse_step{event, consumed};
}

void chunk_decoder::reset(std::uint64_t body_limit) noexcept {
    place_ = place::size;
    digits_ = 0;
    left_ = 0;
    body_left_ = body_limit;
    extension_bytes_ = 0;
    scanner_.reset();
    trailers_.clear();
}

result<void, parse_error> chunk_decoder::take_mark(char c) {
    switch (place_) {
        case place::size:
            return take_size(c);
        case place::extension:
            return take_extension(c);
        case place::size_end:
            return take_size_end(c);
        case place::payload_cr:
            place_ = place::payload_lf;
            if (c == '\r') return {};
            return refuse("a chunk is longer than its size");
        default:
            place_ = place::size;
            if (c == '\n') return {};
            return refuse("the data of a chunk does not end in a line end");
    }
}

result<void, parse_error> chunk_decoder::take_size(char c) {
    if (const int digit = hex_value(c); digit >= 0) {
        if (++digits_ > most_size_digits) return refuse("the size of a chunk has too many digits");
        left_ = left_ * 16 + static_cast<unsigned>(digit);
        return {};
    }
    if (digits_ == 0) return refuse("a chunk does not start with its size");
    if (c == '\r') {
        place_ = place::size_end;
    } else if (c == ';') {
        place_ = place::extension;
    } else {
        return refuse("the size of a chunk has an invalid character");
    }
    return {};
}

result<void, parse_error> chunk_decoder::take_extension(char c) {
    if (c == '\r') {
        place_ = place::size_end;
        return {};
    }
    if (!is(c, field_char)) return refuse("a chunk extension has a control character");
    if (++extension_bytes_ > limits_.chunk_extension_bytes)
        return refuse(status::content_too_large, "the chunk extensions are too large");
    return {};
}

result<void, parse_error> chunk_decoder::take_size_end(char c) {
    if (c != '\n') return refuse("the size of a chunk ends in a bare carriage return");
    if (left_ > body_left_) return refuse(status::content_too_large, "the body is too large");
    body_left_ -= left_;
    digits_ = 0;
    place_ = left_ == 0 ? place::trailers : place::payload;
    return {};
}

result<parse_step, parse_error> chunk_decoder::take_trailers(std::string_view data,
                                                             std::size_t consumed) {
    const auto taken = scanner_.feed(data.substr(consumed));
    if (!taken) return std::unexpected(taken.error());
    if (!scanner_.complete()) return parse_step{parse_event::need_more, consumed + *taken};
    store_trailers();
    place_ = place::done;
    return parse_step{parse_event::complete, consumed + *taken};
}

void chunk_decoder::store_trailers() {
    std::string_view rest = scanner_.text();
    while (!rest.starts_with('\r')) {
        const std::string_view line = rest.substr(0, rest.find('\r'));
        const std::size_t colon = line.find(':');
        header_access::append(trailers_, line.substr(0, colon), trimmed(line.substr(colon + 1)));
        rest.remove_prefix(line.size() + 2);
    }
}

}  // namespace weir::inline v0::http::detail
