// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/http/request_span.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace weir::inline v0::diag::detail {

/// A bounded number of spans, those of the highest rank. A span is more than a kilobyte: it is
/// copied only when it gets in, and put in order at the end.
class best_spans {
public:
    explicit best_spans(std::size_t limit) : limit_(limit) {}

    void offer(const http::request_span& span, duration rank) {
        if (spans_.size() < limit_) {
            ranks_.push_back({rank, spans_.size()});
            spans_.push_back(span);
            std::ranges::push_heap(ranks_, by_rank);
        } else if (limit_ != 0 && rank > ranks_.front().rank) {
            std::ranges::pop_heap(ranks_, by_rank);
            ranks_.back().rank = rank;
            spans_[ranks_.back().at] = span;
            std::ranges::push_heap(ranks_, by_rank);
        }
    }

    /// The highest rank first.
    [[nodiscard]] std::vector<http::request_span> take() {
        std::ranges::sort(ranks_, by_rank);
        std::vector<http::request_span> ordered;
        ordered.reserve(ranks_.size());
        for (const place& p : ranks_) ordered.push_back(spans_[p.at]);
        return ordered;
    }

private:
    struct place {
        duration rank;
        std::size_t at;
    };
    static constexpr auto by_rank = [](const place& a, const place& b) { return a.rank > b.rank; };

    std::size_t limit_;
    std::vector<place> ranks_;  // a heap, the lowest in front
    std::vector<http::request_span> spans_;
};

}  // namespace weir::inline v0::diag::detail
