// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Small JSON texts on one line.

#include "diag/profile/json_writer.hpp"

#include <weir/base/time.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// Milliseconds with microseconds behind the point.
[[nodiscard]] inline double ms(duration d) noexcept {
    return std::round(static_cast<double>(d.count()) / 1e3) / 1e3;
}

/// An object that is written while it lives; fields in order.
class json_object {
public:
    json_object() = default;

    json_object& add(std::string_view name, std::string_view value) {
        append_json(open(name), value);
        return *this;
    }
    json_object& add(std::string_view name, const char* value) {
        return add(name, std::string_view(value));
    }
    json_object& add(std::string_view name, bool value) {
        return add_raw(name, value ? "true" : "false");
    }
    json_object& add(std::string_view name, std::integral auto value) {
        return add_raw(name, std::to_string(value));
    }
    json_object& add(std::string_view name, double value) {
        if (!std::isfinite(value)) return add_raw(name, "null");
        std::array<char, 32> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
        return add_raw(name, {digits.data(), end.ptr});
    }
    /// A value that is JSON already.
    json_object& add_raw(std::string_view name, std::string_view json) {
        open(name) += json;
        return *this;
    }

    [[nodiscard]] std::string text() const { return text_ + "}"; }

private:
    std::string& open(std::string_view name) {
        text_ += text_.size() > 1 ? "," : "";
        append_json(text_, name);
        return text_ += ':';
    }

    std::string text_ = "{";
};

/// `[…]` of what `make` returns for each element, as JSON.
template <class Range, class Make>
[[nodiscard]] std::string json_array(const Range& range, Make&& make) {
    std::string text = "[";
    for (const auto& element : range) {
        if (text.size() > 1) text += ',';
        text += make(element);
    }
    return text += ']';
}

}  // namespace weir::inline v0::diag::detail
