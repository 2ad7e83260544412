// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/chars.hpp"
#include "http/header_access.hpp"

#include <weir/http/trace_headers.hpp>

#include <vector>

namespace weir::inline v0::http {
namespace {

constexpr std::size_t large_entry = 128;

/// Reads fields of fixed width, as long as all is well.
class fixed_reader {
public:
    explicit fixed_reader(std::string_view text) noexcept : text_(text) {}

    // Digits are lower case: the specification forbids others, and so two spellings of one id.
    std::uint64_t hex(std::size_t digits) noexcept {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            const char c = next();
            const int digit = c >= 'A' && c <= 'F' ? -1 : detail::hex_value(c);
            good_ = good_ && digit >= 0;
            value = value << 4U | static_cast<unsigned>(digit & 0xf);
        }
        return value;
    }
    void dash() noexcept { good_ = next() == '-' && good_; }
    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] bool at_end() const noexcept { return text_.empty(); }

private:
    char next() noexcept {
        if (text_.empty()) return '\0';
        const char c = text_.front();
        text_.remove_prefix(1);
        return c;
    }

    std::string_view text_;
    bool good_ = true;
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
    fixed_reader in(value);
    const std::uint64_t version = in.hex(2);
    in.dash();
    trace_context context;
    context.trace_id[0] = in.hex(16);
    context.trace_id[1] = in.hex(16);
    in.dash();
    context.span_id = in.hex(16);
    in.dash();
    const std::uint64_t flags = in.hex(2);
    if (!in.good() || version == 0xff || !context.valid() || context.span_id == 0)
        return std::nullopt;
    // A later version may only add behind another dash.
    if (!in.at_end() && version == 0) return std::nullopt;
    if (!in.at_end()) in.dash();
    if (!in.good()) return std::nullopt;
    return traceparent{.context = context, .sampled = (flags & 1) != 0};
}

std::optional<traceparent> incoming_trace(const headers& fields) noexcept {
    const auto only = detail::header_access::only(fields, "traceparent");
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
