// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/percent.hpp>
#include <weir/http/query.hpp>

#include <algorithm>

namespace weir::inline v0::http {

std::optional<std::string> query::get(std::string_view name) const {
    for (auto [each, value] : *this)
        if (each == name) return std::move(value);
    return std::nullopt;
}

query::parameter query::iterator::operator*() const {
    const std::string_view pair = first();
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    return {form_decode(pair.substr(0, equals)), form_decode(value)};
}

query::iterator& query::iterator::operator++() noexcept {
    rest_.remove_prefix(first().size());
    skip_empty();
    return *this;
}

std::string_view query::iterator::first() const noexcept {
    return rest_.substr(0, rest_.find('&'));
}

void query::iterator::skip_empty() noexcept {
    rest_.remove_prefix(std::min(rest_.find_first_not_of('&'), rest_.size()));
}

}  // namespace weir::inline v0::http
