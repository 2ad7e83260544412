// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/span_ids.hpp"

#include <weir/http/with_trace.hpp>

namespace weir::inline v0::http::detail {

trace_context begin_span(loop_context& loop, const std::optional<traceparent>& of) noexcept {
    return {.trace_id = of ? of->context.trace_id : new_trace_id(loop),
            .span_id = make_span_id(loop.random(), no_slot, !of || of->sampled)};
}

}  // namespace weir::inline v0::http::detail
