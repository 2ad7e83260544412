// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The parameters of a query string, decoded as they are asked for.
///
///     query q("user=7&tag=a%20b&tag=c");
///     q.get("user")                              // "7"
///     for (auto [name, value] : q) ...           // in order, repeated names too
///
/// A view: the text must outlive it.

#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::http {

class query {
public:
    struct parameter {
        std::string name;
        std::string value;  ///< empty also where there was no `=`
    };
    class iterator;

    query() noexcept = default;
    /// `text` without the leading question mark.
    explicit query(std::string_view text) noexcept : text_(text) {}

    /// The value of the first parameter of that name.
    [[nodiscard]] std::optional<std::string> get(std::string_view name) const;

    [[nodiscard]] iterator begin() const noexcept;
    [[nodiscard]] iterator end() const noexcept;
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

private:
    std::string_view text_;
};

class query::iterator {
public:
    using value_type = parameter;
    using difference_type = std::ptrdiff_t;

    iterator() noexcept = default;
    explicit iterator(std::string_view rest) noexcept : rest_(rest) { skip_empty(); }

    parameter operator*() const;
    iterator& operator++() noexcept;
    void operator++(int) noexcept { ++*this; }
    friend bool operator==(const iterator& a, const iterator& b) noexcept {
        return a.rest_.size() == b.rest_.size();
    }

private:
    [[nodiscard]] std::string_view first() const noexcept;
    void skip_empty() noexcept;

    std::string_view rest_;
};

inline query::iterator query::begin() const noexcept {
    return iterator(text_);
}
inline query::iterator query::end() const noexcept {
    return iterator();
}

}  // namespace weir::inline v0::http
