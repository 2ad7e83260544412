// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/chars.hpp"
#include "http/header_access.hpp"

#include <weir/http/headers.hpp>

#include <cstring>

namespace weir::inline v0::http {
namespace {

// Offsets are 32 bits wide and the block holds at most twice what is in use.
constexpr std::size_t most_bytes = 1U << 30;

// An idle connection holds on to no more than this.
constexpr std::size_t kept_text = 4096;

}  // namespace

result<void> headers::append(std::string_view name, std::string_view value) {
    value = detail::trimmed(value);
    if (auto checked = check(name, value, 0); !checked) return checked;
    entries_.push_back(store(name, value));
    compact();
    return {};
}

result<void> headers::set(std::string_view name, std::string_view value) {
    value = detail::trimmed(value);
    const auto has_name = [&](const entry& e) {
        return detail::same_token(name, std::string_view(text_).substr(e.offset, e.name_size));
    };
    const auto first = std::ranges::find_if(entries_, has_name);
    if (first == entries_.end()) return append(name, value);
    const std::size_t freed = first->name_size + first->value_size;
    if (auto checked = check(name, value, freed); !checked) return checked;
    // The name may lie in the text that storing replaces: it is needed before.
    const auto drop = [&](const entry& e) {
        if (!has_name(e)) return false;
        live_ -= e.name_size + e.value_size;
        return true;
    };
    entries_.erase(std::remove_if(first + 1, entries_.end(), drop), entries_.end());
    *first = store(name, value);
    live_ -= freed;
    compact();
    return {};
}

std::size_t headers::erase(std::string_view name) noexcept {
    return std::erase_if(entries_, [&](const entry& e) {
        if (!detail::same_token(name, std::string_view(text_).substr(e.offset, e.name_size)))
            return false;
        live_ -= e.name_size + e.value_size;
        return true;
    });
}

void headers::clear() noexcept {
    text_.clear();
    if (text_.capacity() > kept_text) text_ = text_block();
    entries_.clear();
    live_ = 0;
    known_ = 0;
}

std::optional<std::string_view> headers::get(std::string_view name) const noexcept {
    for (const auto [each, value] : *this)
        if (detail::same_token(each, name)) return value;
    return std::nullopt;
}

std::vector<std::string_view> headers::get_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto [each, value] : *this)
        if (detail::same_token(each, name)) values.push_back(value);
    return values;
}

bool headers::contains(std::string_view name) const noexcept {
    return get(name).has_value();
}

std::size_t headers::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        *this, [&](const field& f) { return detail::same_token(f.name, name); }));
}

bool headers::has_token(std::string_view name, std::string_view token) const noexcept {
    bool found = false;
    for (const auto [each, value] : *this) {
        if (!detail::same_token(each, name)) continue;
        detail::for_each_element(value, [&](std::string_view element) {
            found = found || detail::same_token(element, token);
        });
    }
    return found;
}

headers::field headers::operator[](std::size_t index) const noexcept {
    const entry& e = entries_[index];
    const std::string_view both =
        std::string_view(text_).substr(e.offset, e.name_size + e.value_size);
    return {both.substr(0, e.name_size), both.substr(e.name_size)};
}

result<void> headers::check(std::string_view name, std::string_view value,
                            std::size_t freed) const noexcept {
    if (!detail::is_token(name) || !detail::is_field_text(value)) return fail(errc::bad_argument);
    if (freed == 0 && entries_.size() >= limits_.count) return fail(errc::too_large);
    const std::size_t bytes = std::min(limits_.bytes, most_bytes);
    if (live_ - freed + name.size() + value.size() > bytes) return fail(errc::too_large);
    return {};
}

// The texts may lie in `text_` itself: it must live until both are copied.
headers::entry headers::store(std::string_view name, std::string_view value) {
    const std::size_t offset = text_.size();
    const std::size_t needed = offset + name.size() + value.size();
    if (entries_.capacity() == 0) entries_.reserve(10);
    const detail::known_field field = detail::known(name);
    const auto add = [&](char* text, std::size_t) noexcept {
        std::memmove(text + offset, name.data(), name.size());
        std::memmove(text + offset + name.size(), value.data(), value.size());
        return needed;
    };
    if (text_.capacity() < needed) {
        text_block grown;
        grown.reserve(std::max({needed, 2 * offset, std::size_t{256}}));
        grown.append(text_);
        grown.resize_and_overwrite(needed, add);
        text_.swap(grown);
    } else {
        text_.resize_and_overwrite(needed, add);
    }
    live_ += name.size() + value.size();
    known_ |= detail::header_access::bit(field);
    return {.offset = static_cast<std::uint32_t>(offset),
            .name_size = static_cast<std::uint32_t>(name.size()),
            .value_size = static_cast<std::uint32_t>(value.size()),
            .known = static_cast<std::uint8_t>(field)};
}

// Replaced text stays behind in the block; it is dropped once it outweighs what is in use, so that
// changing one field for ever stays bounded.
void headers::compact() {
    if (text_.size() < 2 * live_ + 256) return;
    headers dense(limits_);
    for (const auto [name, value] : *this) dense.entries_.push_back(dense.store(name, value));
    *this = std::move(dense);
}

}  // namespace weir::inline v0::http
