// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Finds the end of a body by its framing and hands out its parts.

#include "http/chunk_decoder.hpp"

#include <weir/http/message.hpp>

namespace weir::inline v0::http::detail {

class body_reader {
public:
    explicit body_reader(const parser_limits& limits) noexcept
        : default_limit_(limits.body_bytes), limit_(limits.body_bytes), chunks_(limits) {}

    /// Called between messages.
    void reset() noexcept;
    void limit(std::uint64_t bytes) noexcept { limit_ = bytes; }

    /// `framing` must be the same at each call for one message.
    result<parse_step, parse_error> feed(body_framing framing, std::string_view data);

    /// The peer closed: the end of a body until close, otherwise an error unless complete.
    result<void, parse_error> finish(body_framing framing);

    [[nodiscard]] bool complete() const noexcept { return complete_; }
    [[nodiscard]] const headers& trailers() const noexcept { return chunks_.trailers(); }

private:
    [[nodiscard]] result<void, parse_error> start(body_framing framing);
    [[nodiscard]] result<parse_step, parse_error> take(body_framing framing, std::string_view data);

    std::uint64_t default_limit_;
    std::uint64_t limit_;
    std::uint64_t left_ = 0;
    bool started_ = false;
    bool complete_ = false;
    chunk_decoder chunks_;
};

}  // namespace weir::inline v0::http::detail
