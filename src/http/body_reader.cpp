// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/body_reader.hpp"

#include "http/line_rules.hpp"

#include <algorithm>

namespace weir::inline v0::http::detail {

void body_reader::reset() noexcept {
    limit_ = default_limit_;
    started_ = complete_ = false;
    if (!chunks_.trailers().empty()) chunks_.reset(0);
}

result<parse_step, parse_error> body_reader::feed(body_framing framing, std::string_view data) {
    if (complete_) return parse_step{parse_event::complete};
    if (auto begun = start(framing); !begun) return std::unexpected(begun.error());
    auto step = take(framing, data);
    complete_ = step && step->event == parse_event::complete;
    return step;
}

result<void, parse_error> body_reader::finish(body_framing framing) {
    const bool all_read = started_ && framing.kind == body_kind::sized && left_ == 0;
    if (framing.kind == body_kind::until_close) complete_ = true;
    if (complete_ || all_read || framing.empty()) return {};
    return refuse("the connection was closed within the body");
}

// The limit is looked at here and not with the head, so that a handler can change it in between.
result<void, parse_error> body_reader::start(body_framing framing) {
    if (started_) return {};
    started_ = true;
    const bool sized = framing.kind == body_kind::sized;
    if (sized && framing.length > limit_)
        return refuse(status::content_too_large, "the body is too large");
    left_ = sized ? framing.length : limit_;
    if (framing.kind == body_kind::chunked) chunks_.reset(limit_);
    return {};
}

result<parse_step, parse_error> body_reader::take(body_framing framing, std::string_view data) {
    const bool sized = framing.kind == body_kind::sized;
    if (framing.kind == body_kind::none || (sized && left_ == 0))
        return parse_step{parse_event::complete};
    if (framing.kind == body_kind::chunked) return chunks_.feed(data);
    if (data.empty()) return parse_step{parse_event::need_more};
    if (left_ == 0) return refuse(status::content_too_large, "the body is too large");
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, data.size()));
    left_ -= size;
    return parse_step{parse_event::body, size, data.substr(0, size)};
}

}  // namespace weir::inline v0::http::detail
