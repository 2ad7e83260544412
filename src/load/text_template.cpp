// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/load/text_template.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace weir::inline v0::load {
namespace {

std::optional<std::uint64_t> number(std::string_view text) noexcept {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

result<text_template::piece, std::string> text_template::parse_variable(std::string_view name) {
    if (name == "n") return piece{.text = {}, .kind = variable::counter};
    if (name == "random")
        return piece{.text = {}, .kind = variable::random, .low = 0, .high = 0xFFFF'FFFF};
    const std::size_t colon = name.rfind(':');
    if (name.starts_with("random:") && colon > 6) {
        const auto low = number(name.substr(7, colon - 7));
        const auto high = number(name.substr(colon + 1));
        if (low && high && *low <= *high)
            return piece{.text = {}, .kind = variable::random, .low = *low, .high = *high};
    }
    return std::unexpected("'{{" + std::string(name) +
                           "}}' is not a variable: there are {{n}}, {{random}} and "
                           "{{random:LOW:HIGH}}");
}

result<text_template, std::string> text_template::parse(std::string_view text) {
    text_template made;
    for (;;) {
        const std::size_t open = text.find("{{");
        if (open == std::string_view::npos) {
            if (!text.empty()) made.pieces_.push_back({.text = std::string(text)});
            return made;
        }
        const std::size_t close = text.find("}}", open);
        if (close == std::string_view::npos)
            return std::unexpected(std::string("'{{' is not closed by '}}'"));
        auto variable = parse_variable(text.substr(open + 2, close - open - 2));
        if (!variable) return std::unexpected(std::move(variable.error()));
        variable->text = std::string(text.substr(0, open));
        made.pieces_.push_back(std::move(*variable));
        text.remove_prefix(close + 2);
    }
}

bool text_template::constant() const noexcept {
    return std::ranges::all_of(pieces_, [](const piece& p) { return p.kind == variable::none; });
}

}  // namespace weir::inline v0::load
