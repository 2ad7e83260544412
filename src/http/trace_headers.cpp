// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/chars.hpp"
#include "http/header_access.hpp"

#include <weir/http/trace_headers.hpp>

#include <vector>

namespace weir::inline v0::http {
namespace {

constexpr std::size_t large_entry = 128;

// Digits are lower case: the specification forbids others, and so two spellings of one id.
constexpr std::uint8_t no_digit = 0x80;

consteval std::array<std::uint8_t, 256> make_digit_table() {
    std::array<std::uint8_t, 256> table{};
    table.fill(no_digit);
    for (unsigned i = 0; i < 16; ++i)
        table[static_cast<unsigned char>("0123456789abcdef"[i])] = static_cast<std::uint8_t>(i);
    return table;
}
constexpr std::array<std::uint8_t, 256> digit_table = make_digit_table();

/// Reads numbers at fixed places, and knows in the end whether all were some.
class hex_reader {
public:
    explicit hex_reader(std::string_view text) noexcept : text_(text.data()) {}

    [[nodiscard]] std::uint64_t at(std::size_t first, std::size_t size) noexcept {
        std::uint64_t value = 0;
        for (std::size_t i = first; i < first + size; ++i) {
            const std::uint8_t digit = digit_table[static_cast<unsigned char>(text_[i])];
            seen_ |= digit;
            value = value << 4U | digit;
        }
        return value;
    }
    [[nodiscard]] bool good() const noexcept { return (seen_ & no_digit) == 0; }

private:
    const char* text_;
    unsigned seen_ = 0;
};

char* put_hex(char* to, std::uint64_t value, int digits) noexcept {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        *to++ = "0123456789abcdef"[value >> static_cast<unsigned>(shift) & 0xf];
    return to;
}

std::vector<std::string_view> entries_of(const headers& fields) {
    std::vector<std::string_view> all;
    for (const std::string_view list : fields.get_all("tracestate"))
        detail::for_each_element(list, [&](std::string_view entry) { all.push_back(entry); });
    return all;
}

std::size_t joined_size(const std::vector<std::string_view>& entries) noexcept {
    std::size_t size = entries.empty() ? 0 : entries.size() - 1;
    for (const std::string_view entry : entries) size += entry.size();
    return size;
}

}  // namespace

std::optional<traceparent> parse_traceparent(std::string_view value) noexcept {
    constexpr std::size_t size = std::tuple_size_v<traceparent_text>;
    if (value.size() < size || value[2] != '-' || value[35] != '-' || value[52] != '-')
        return std::nullopt;
    hex_reader in(value);
    const std::uint64_t version = in.at(0, 2);
    const trace_context context{.trace_id = {in.at(3, 16), in.at(19, 16)},
                                .span_id = in.at(36, 16)};
    const std::uint64_t flags = in.at(53, 2);
    if (!in.good() || version == 0xff || !context.valid() || context.span_id == 0)
        return std::nullopt;
    // A later version may only add behind another dash.
    if (value.size() > size && (version == 0 || value[size] != '-')) return std::nullopt;
    return traceparent{.context = context, .sampled = (flags & 1) != 0};
}

std::optional<traceparent> incoming_trace(const headers& fields) noexcept {
    const auto only = detail::header_access::only(fields, detail::known_field::traceparent);
    return only ? parse_traceparent(*only) : std::nullopt;
}

traceparent_text format_traceparent(const traceparent& from) noexcept {
    traceparent_text text;
    char* at = text.data();
    at = put_hex(at, 0, 2);
    *at++ = '-';
    at = put_hex(at, from.context.trace_id[0], 16);
    at = put_hex(at, from.context.trace_id[1], 16);
    *at++ = '-';
    at = put_hex(at, from.context.span_id, 16);
    *at++ = '-';
    put_hex(at, from.sampled ? 1 : 0, 2);
    return text;
}

std::string bounded_tracestate(const headers& fields) {
    std::vector<std::string_view> entries = entries_of(fields);
    if (joined_size(entries) > tracestate_bytes)
        std::erase_if(entries, [](std::string_view entry) { return entry.size() > large_entry; });
    if (entries.size() > tracestate_entries) entries.resize(tracestate_entries);
    while (joined_size(entries) > tracestate_bytes) entries.pop_back();
    std::string joined;
    for (const std::string_view entry : entries) {
        if (!joined.empty()) joined += ',';
        joined += entry;
    }
    return joined;
}

std::string trace_id_text(const trace_context& of) {
    std::string text(32, '0');
    put_hex(put_hex(text.data(), of.trace_id[0], 16), of.trace_id[1], 16);
    return text;
}

std::string span_id_text(std::uint64_t span_id) {
    std::string text(16, '0');
    put_hex(text.data(), span_id, 16);
    return text;
}

}  // namespace weir::inline v0::http
