// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/method.hpp>

#include <algorithm>
#include <array>

namespace weir::inline v0::http {
namespace {

constexpr std::array<std::string_view, 9> method_names{
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
};

}  // namespace

std::string_view to_string(method m) noexcept {
    return method_names[static_cast<std::size_t>(m)];
}

std::optional<method> parse_method(std::string_view text) noexcept {
    const auto found = std::ranges::find(method_names, text);
    if (found == method_names.end()) return std::nullopt;
    return static_cast<method>(found - method_names.begin());
}

bool is_safe(method m) noexcept {
    return m == method::get || m == method::head || m == method::options || m == method::trace;
}

bool is_idempotent(method m) noexcept {
    return is_safe(m) || m == method::put || m == method::delete_;
}

}  // namespace weir::inline v0::http
