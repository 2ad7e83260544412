// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/chars.hpp"

#include <weir/http/percent.hpp>
#include <weir/http/target.hpp>

namespace weir::inline v0::http {
namespace {

using segment_list = std::vector<std::string>;

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

result<void, parse_error> add_segment(segment_list& segments, std::string_view raw, bool last) {
    auto decoded = percent_decode(raw);
    if (!decoded) return bad_target("the path has a % without two hexadecimal digits");
    if (decoded->contains('\0')) return bad_target("the path contains %00");
    if (*decoded == "." || *decoded == "..") {
        if (decoded->size() == 2) {
            if (segments.empty()) return bad_target("the path leaves the root with '..'");
            segments.pop_back();
        }
        // "/a/." is the directory: as if it ended in a slash.
        if (last) segments.emplace_back();
        return {};
    }
    segments.push_back(std::move(*decoded));
    return {};
}

std::string joined(const segment_list& segments) {
    std::string path;
    for (const std::string& segment : segments) {
        path += '/';
        for (const char c : segment) c == '/' ? path += "%2F" : path += c;
    }
    return path;
}

}  // namespace

result<target, parse_error> target::parse(std::string_view text) {
    target parsed;
    if (text == "*") {
        parsed.path_ = "*";
        return parsed;
    }
    const auto origin = origin_form(text);
    if (!origin) return std::unexpected(origin.error());
    const std::size_t question = std::min(origin->find('?'), origin->size());
    std::string_view path = origin->substr(0, question);
    parsed.query_ = origin->substr(std::min(question + 1, origin->size()));
    // An absolute-form may have a query and no path.
    if (path.empty()) path = "/";
    for (bool last = false; !last;) {
        path.remove_prefix(1);
        const std::size_t slash = std::min(path.find('/'), path.size());
        last = slash == path.size();
        auto added = add_segment(parsed.segments_, path.substr(0, slash), last);
        if (!added) return std::unexpected(added.error());
        path.remove_prefix(slash);
    }
    parsed.path_ = joined(parsed.segments_);
    return parsed;
}

}  // namespace weir::inline v0::http
