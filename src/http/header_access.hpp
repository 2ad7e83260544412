// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The codec's own way into `headers`: it stores what its scanner has checked already, and finds
/// the fields that decide about a message by number instead of by name.

#include "http/chars.hpp"

#include <weir/http/headers.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace weir::inline v0::http::detail {

enum class known_field : std::uint8_t {
    other,
    host,
    date,
    expect,
    upgrade,
    connection,
    content_length,
    transfer_encoding,
    traceparent,
};

/// The number of a name, however it is spelled.
[[nodiscard]] constexpr known_field known(std::string_view name) noexcept {
    const auto is_it = [name](std::string_view candidate, known_field field) {
        return same_token(name, candidate) ? field : known_field::other;
    };
    switch (name.size()) {
        case 4:
            return to_lower(name[0]) == 'h' ? is_it("host", known_field::host)
                                            : is_it("date", known_field::date);
        case 6:
            return is_it("expect", known_field::expect);
        case 7:
            return is_it("upgrade", known_field::upgrade);
        case 10:
            return is_it("connection", known_field::connection);
        case 11:
            return is_it("traceparent", known_field::traceparent);
        case 14:
            return is_it("content-length", known_field::content_length);
        case 17:
            return is_it("transfer-encoding", known_field::transfer_encoding);
        default:
            return known_field::other;
    }
}

struct header_access {
    static void append(headers& to, std::string_view name, std::string_view value) {
        to.entries_.push_back(to.store(name, value));
    }

    [[nodiscard]] static bool has(const headers& in, known_field field) noexcept {
        return get(in, field).has_value();
    }

    /// The value of the first.
    [[nodiscard]] static std::optional<std::string_view> get(const headers& in,
                                                             known_field field) noexcept {
        if ((in.known_ & bit(field)) == 0) return std::nullopt;
        for (std::size_t i = 0; i < in.entries_.size(); ++i)
            if (in.entries_[i].known == static_cast<std::uint8_t>(field)) return in[i].value;
        return std::nullopt;
    }

    [[nodiscard]] static bool has_token(const headers& in, known_field field,
                                        std::string_view token) noexcept {
        if ((in.known_ & bit(field)) == 0) return false;
        bool found = false;
        for (std::size_t i = 0; i < in.entries_.size(); ++i)
            if (in.entries_[i].known == static_cast<std::uint8_t>(field))
                for_each_element(in[i].value, [&](std::string_view element) {
                    found = found || same_token(element, token);
                });
        return found;
    }

    /// More than one field of this name.
    [[nodiscard]] static bool repeated(const headers& in, known_field field) noexcept {
        if ((in.known_ & bit(field)) == 0) return false;
        std::size_t count = 0;
        for (const auto& entry : in.entries_)
            count += entry.known == static_cast<std::uint8_t>(field) ? 1 : 0;
        return count > 1;
    }

    /// The value of the only one; empty if there is none, or several.
    [[nodiscard]] static std::optional<std::string_view> only(const headers& in,
                                                              known_field field) noexcept {
        if ((in.known_ & bit(field)) == 0 || repeated(in, field)) return std::nullopt;
        return get(in, field);
    }

    [[nodiscard]] static known_field name_of(const headers& in, std::size_t index) noexcept {
        return static_cast<known_field>(in.entries_[index].known);
    }

    /// None for `other`, which nobody asks for.
    static constexpr std::uint8_t bit(known_field field) noexcept {
        return static_cast<std::uint8_t>((1U << static_cast<unsigned>(field)) >> 1U);
    }
};

}  // namespace weir::inline v0::http::detail
