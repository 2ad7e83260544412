// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Which handler answers which method and path.
///
///     routes.add(method::get, "/users/{id}", show_user);
///
/// A pattern is a path of literal segments and `{name}` segments, each of which matches one
/// non-empty segment; a last segment `{name...}` matches the rest of the path. Literal segments win
/// over parameters. HEAD is answered by the GET handler unless it has its own.
///
/// Built before serving, then read by all shards at once: `add` is not thread-safe, `find` is.

#include <weir/base/result.hpp>
#include <weir/coro/async_function.hpp>
#include <weir/http/method.hpp>
#include <weir/http/response.hpp>
#include <weir/http/target.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::inline v0::http {

class request;

/// Answers a request. An error that it returns becomes 504 (`errc::timed_out`), 503
/// (`errc::unavailable`, `errc::queue_full`), 413 (`errc::too_large`) or 500; an exception becomes
/// 500 and a log line.
using handler = async_function<result<response>(request&)>;

class router {
public:
    /// Parameters of a matched path, decoded, in the order of the pattern; the values point into
    /// the target.
    using parameters = std::vector<std::pair<std::string_view, std::string_view>>;

    struct match {
        handler* found = nullptr;
        bool path_known = false;  ///< some method answers this path: 405, not 404
        /// The pattern as it was added, null if none fits; lives as long as the process.
        const std::string* pattern = nullptr;
        parameters params;
    };

    router();
    router(router&&) noexcept;
    router& operator=(router&&) noexcept;
    ~router();

    /// A pattern that is malformed or was added before for this method is fatal.
    void add(method verb, std::string_view pattern, handler fn);

    /// `reuse` gives its memory to the parameters of the match.
    [[nodiscard]] match find(method verb, const target& of, parameters reuse = {}) const;

    /// "GET, HEAD, OPTIONS": the methods that answer this path, for the Allow header; for the
    /// target `*` those that answer any. The server itself answers OPTIONS where no handler does.
    [[nodiscard]] std::string allowed(const target& of) const;

private:
    struct node;
    std::unique_ptr<node> root_;
    std::map<std::string, node*, std::less<>> literal_;  // patterns without parameters, whole
};

}  // namespace weir::inline v0::http
