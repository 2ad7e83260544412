// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Text with variables, for requests that must differ from each other.
///
///     auto path = load::text_template::parse("/items/{{random:1:1000}}?n={{n}}");
///     path->render(into, 7, [&] { return loop.random(); });
///
/// `{{n}}` counts the requests of a test from 0; `{{random}}` is a number from 0 to 2^32 - 1;
/// `{{random:LOW:HIGH}}` one from LOW to HIGH, both included. Nothing else may stand in double
/// braces. Parsed once, rendered without an allocation beyond the text's own.

#include <weir/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::load {

class text_template {
public:
    /// The error is a sentence about the first variable that is not known.
    [[nodiscard]] static result<text_template, std::string> parse(std::string_view text);

    /// Replaces `into`; `random` is called as `std::uint64_t()`.
    template <class Random>
    void render(std::string& into, std::uint64_t n, Random&& random) const {
        into.clear();
        for (const piece& p : pieces_) {
            into += p.text;
            if (p.kind == variable::counter) into += std::to_string(n);
            if (p.kind == variable::random) into += std::to_string(p.pick(random()));
        }
    }

    /// Rendering gives the same text each time.
    [[nodiscard]] bool constant() const noexcept;

private:
    enum class variable : std::uint8_t { none, counter, random };

    /// Text, and the variable behind it.
    struct piece {
        std::string text;
        variable kind = variable::none;
        std::uint64_t low = 0;
        std::uint64_t high = 0;

        [[nodiscard]] std::uint64_t pick(std::uint64_t from) const noexcept {
            const std::uint64_t span = high - low + 1;
            return span == 0 ? from : low + from % span;
        }
    };

    [[nodiscard]] static result<piece, std::string> parse_variable(std::string_view name);

    std::vector<piece> pieces_;
};

}  // namespace weir::inline v0::load
