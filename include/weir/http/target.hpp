// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A request target taken apart for routing: decoded path segments and the query.
///
///     auto t = target::parse("/users/J%C3%BCrgen%2F7/../8?full=1");
///     t->path()               // "/users/8"
///     t->segments()           // {"users", "8"}
///     t->parameters().get("full")
///
/// `.` and `..` are resolved after decoding, so that no spelling of them survives. A slash that was
/// encoded is part of a segment, and stays `%2F` in `path()`: no spelling makes up a level.

#include <weir/base/block_pool.hpp>
#include <weir/base/result.hpp>
#include <weir/http/parse.hpp>
#include <weir/http/query.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace weir::inline v0::http {

class target {
public:
    /// Reads an origin-form (`/path?query`), an absolute-form (`http://host/path`) or `*`.
    /// Errors (400): an invalid or zero `%` sequence in the path, a `..` that leaves the root,
    /// anything else than the forms above.
    [[nodiscard]] static result<target, parse_error> parse(std::string_view text);

    /// The same into this object, whose memory is used again. After an error it is unspecified.
    [[nodiscard]] result<void, parse_error> assign(std::string_view text);

    target() = default;
    target(target&&) noexcept = default;
    target& operator=(target&&) noexcept = default;

    /// Always begins with a slash, but for the form `*`.
    [[nodiscard]] std::string_view path() const noexcept { return path_; }

    /// One decoded text per level; the last is empty if the path ends in a slash. "/" has one.
    [[nodiscard]] std::span<const std::string_view> segments() const;

    /// Nothing in the path is encoded: `path` is what was sent.
    [[nodiscard]] bool plain() const noexcept { return plain_; }

    /// Without the question mark, as it was sent.
    [[nodiscard]] std::string_view query_text() const noexcept { return query_; }

    /// Valid as long as this target.
    [[nodiscard]] query parameters() const noexcept { return query(query_); }

private:
    [[nodiscard]] result<void, parse_error> assign_decoded(std::string_view path);
    std::string_view keep(std::string_view piece);

    // What the views below point into; it never grows while they are made.
    std::vector<char, pool_allocator<char>> text_;
    std::string_view path_;
    std::string_view query_;
    // Those of a plain path are cut when somebody asks.
    mutable std::vector<std::string_view, pool_allocator<std::string_view>> segments_;
    bool plain_ = false;
};

}  // namespace weir::inline v0::http
