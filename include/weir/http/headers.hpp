// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The header fields of a message: an ordered list with case-insensitive names.
///
///     headers h;
///     h.set("Content-Type", "text/plain");
///     h.append("Set-Cookie", "a=1");
///     if (h.has_token("connection", "close")) ...
///     for (auto [name, value] : h) ...
///
/// All text lies in one block, so that a message costs few allocations and `clear()` keeps them for
/// the next. Names and values are checked as they enter: what came from a user can never end a
/// line and smuggle another. Number and size are bounded. The views that are handed out are valid
/// until the next change.

#include <weir/base/block_pool.hpp>
#include <weir/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::http {

namespace detail {
struct header_access;
}

struct header_limits {
    std::size_t count = 128;       ///< fields
    std::size_t bytes = 64 << 10;  ///< of all names and values together
};

class headers {
public:
    struct field {
        std::string_view name;
        std::string_view value;
    };
    class iterator;

    headers() = default;
    explicit headers(header_limits limits) noexcept : limits_(limits) {}

    /// Adds a field behind the others. Spaces around the value are dropped.
    /// Errors: `bad_argument` for a name that is no token or a value with control characters,
    /// `too_large` beyond the limits; nothing has changed then.
    result<void> append(std::string_view name, std::string_view value);

    /// Replaces all fields of that name, in the place of the first. Errors as `append`.
    result<void> set(std::string_view name, std::string_view value);

    /// Removes all fields of that name; returns how many.
    std::size_t erase(std::string_view name) noexcept;

    /// Forgets all fields, keeps the memory (but not much of it).
    void clear() noexcept;

    /// The value of the first field of that name.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
    [[nodiscard]] std::vector<std::string_view> get_all(std::string_view name) const;
    [[nodiscard]] bool contains(std::string_view name) const noexcept;
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept;

    /// Whether any field of that name, read as a comma-separated list, has that element; case
    /// does not matter.
    [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const noexcept;

    [[nodiscard]] iterator begin() const noexcept;
    [[nodiscard]] iterator end() const noexcept;
    [[nodiscard]] field operator[](std::size_t index) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// Bytes of all names and values.
    [[nodiscard]] std::size_t bytes() const noexcept { return live_; }

private:
    friend struct detail::header_access;

    /// Name and value lie behind each other in `text_`.
    struct entry {
        std::uint32_t offset;
        std::uint32_t name_size;
        std::uint32_t value_size;
        std::uint8_t known;  // see src/http/header_access.hpp
    };

    [[nodiscard]] result<void> check(std::string_view name, std::string_view value,
                                     std::size_t freed) const noexcept;
    [[nodiscard]] entry store(std::string_view name, std::string_view value);
    void compact();

    using text_block = std::basic_string<char, std::char_traits<char>, pool_allocator<char>>;

    text_block text_;
    std::vector<entry, pool_allocator<entry>> entries_;
    std::size_t live_ = 0;
    std::uint8_t known_ = 0;  // a bit for each known name that was stored since `clear`
    header_limits limits_;
};

class headers::iterator {
public:
    using value_type = field;
    using difference_type = std::ptrdiff_t;

    iterator() noexcept = default;
    iterator(const headers& of, std::size_t index) noexcept : of_(&of), index_(index) {}

    field operator*() const noexcept { return (*of_)[index_]; }
    iterator& operator++() noexcept {
        ++index_;
        return *this;
    }
    iterator operator++(int) noexcept {
        const iterator old = *this;
        ++index_;
        return old;
    }
    friend bool operator==(const iterator& a, const iterator& b) noexcept {
        return a.index_ == b.index_;
    }

private:
    const headers* of_ = nullptr;
    std::size_t index_ = 0;
};

inline headers::iterator headers::begin() const noexcept {
    return {*this, 0};
}
inline headers::iterator headers::end() const noexcept {
    return {*this, entries_.size()};
}

}  // namespace weir::inline v0::http
