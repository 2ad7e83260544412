// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz.hpp"

#include <weir/http/trace_headers.hpp>

#include <algorithm>

namespace weir::fuzz {
namespace {

void check_parent(std::string_view value) {
    const auto read = http::parse_traceparent(value);
    if (!read) return;
    check(read->context.valid() && read->context.span_id != 0, "an id of zeros was taken");
    check(value.size() >= 55 && !value.starts_with("ff"), "a malformed traceparent was taken");
    const auto text = http::format_traceparent(*read);
    const auto again = http::parse_traceparent(http::text_of(text));
    check(again && again->context.trace_id == read->context.trace_id &&
              again->context.span_id == read->context.span_id && again->sampled == read->sampled,
          "a traceparent does not read back as itself");
    check(http::text_of(text).substr(2, 51) == value.substr(2, 51), "an id was changed");
}

/// Entries of the list that `state` is.
std::size_t entries(std::string_view state) {
    return state.empty() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(state, ','));
}

void check_state(std::string_view input) {
    http::headers fields({.count = 20, .bytes = 4000});
    for (std::string_view rest = input; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        static_cast<void>(fields.append("tracestate", rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const std::string state = http::bounded_tracestate(fields);
    check(state.size() <= http::tracestate_bytes, "too long a tracestate is passed on");
    check(entries(state) <= http::tracestate_entries, "too many entries are passed on");
    http::headers next;
    check(state.empty() || next.append("tracestate", state).has_value(), "it cannot be sent");
    check(http::bounded_tracestate(next) == state, "passing it on twice changes it");
}

}  // namespace

void trace(std::string_view input) {
    check_parent(input.substr(0, input.find('\n')));
    check_state(input);
}

}  // namespace weir::fuzz
