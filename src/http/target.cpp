// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/chars.hpp"

#include <weir/http/percent.hpp>
#include <weir/http/target.hpp>

namespace weir::inline v0::http {
namespace {

constexpr std::size_t kept_text = 4096;
constexpr std::size_t kept_segments = 64;

std::unexpected<parse_error> bad_target(std::string_view why) noexcept {
    return std::unexpected(parse_error{status::bad_request, why});
}

/// The origin-form within `text`: what follows the authority of an absolute-form.
result<std::string_view, parse_error> origin_form(std::string_view text) noexcept {
    if (text.starts_with('/')) return text;
    const std::size_t colon = text.find("://");
    if (colon == text.npos || !detail::is_token(text.substr(0, colon)))
        return bad_target("the request target is neither a path nor an absolute URL");
    const std::size_t path = text.find_first_of("/?", colon + 3);
    return path == text.npos ? std::string_view("/") : text.substr(path);
}

}  // namespace

result<target, parse_error> target::parse(std::string_view text) {
    target parsed;
    if (auto assigned = parsed.assign(text); !assigned) return std::unexpected(assigned.error());
    return parsed;
}

result<void, parse_error> target::assign(std::string_view text) {
    // A long target must not leave its memory to all that follow.
    if (text_.capacity() > kept_text) text_ = {};
    if (segments_.capacity() > kept_segments) segments_ = {};
    text_.clear();
    segments_.clear();
    // The query, a decoded path of segments, and the same joined, where a slash becomes "%2F".
    text_.reserve(2 * text.size() + 8);
    plain_ = false;
    if (text == "*") {
        path_ = keep(text);
        query_ = {};
        return {};
    }
    const auto origin = origin_form(text);
    if (!origin) return std::unexpected(origin.error());
    const std::size_t question = std::min(origin->find('?'), origin->size());
    query_ = keep(origin->substr(std::min(question + 1, origin->size())));
    // An absolute-form may have a query and no path.
    const std::string_view path = question == 0 ? "/" : origin->substr(0, question);
    if (path.contains('%') || path.contains("/.") || path.contains('\0'))
        return assign_decoded(path);
    // There is nothing to decode or resolve, as in nearly every path.
    path_ = keep(path);
    plain_ = true;
    return {};
}

std::span<const std::string_view> target::segments() const {
    if (!plain_ || !segments_.empty()) return segments_;
    for (std::size_t begin = 1; begin <= path_.size();) {
        const std::size_t end = std::min(path_.find('/', begin), path_.size());
        segments_.push_back(path_.substr(begin, end - begin));
        begin = end + 1;
    }
    return segments_;
}

result<void, parse_error> target::assign_decoded(std::string_view path) {
    for (bool last = false; !last;) {
        path.remove_prefix(1);
        const std::size_t slash = std::min(path.find('/'), path.size());
        last = slash == path.size();
        const auto segment = percent_decode(path.substr(0, slash));
        path.remove_prefix(slash);
        if (!segment) return bad_target("the path has a % without two hexadecimal digits");
        if (segment->contains('\0')) return bad_target("the path contains %00");
        if (*segment != "." && *segment != "..") {
            segments_.push_back(keep(*segment));
            continue;
        }
        if (segment->size() == 2) {
            if (segments_.empty()) return bad_target("the path leaves the root with '..'");
            segments_.pop_back();
        }
        // "/a/." is the directory: as if it ended in a slash.
        if (last) segments_.emplace_back();
    }
    const std::size_t begin = text_.size();
    for (const std::string_view segment : segments_) {
        keep("/");
        for (const char& c : segment) keep(c == '/' ? "%2F" : std::string_view(&c, 1));
    }
    path_ = std::string_view(text_.data() + begin, text_.size() - begin);
    return {};
}

std::string_view target::keep(std::string_view piece) {
    const std::size_t begin = text_.size();
    text_.insert(text_.end(), piece.begin(), piece.end());
    return {text_.data() + begin, piece.size()};
}

}  // namespace weir::inline v0::http
