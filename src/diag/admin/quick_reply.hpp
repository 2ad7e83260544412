// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// `/livez` out of fixed buffers: nothing here allocates, logs, locks or resolves a symbol anew.

#include <weir/base/time.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

enum class quick_verdict {
    need_more,  ///< may become a request for `/livez`
    livez,      ///< is one, plain enough to be answered here
    other,      ///< the general parser's
};

struct quick_request {
    quick_verdict verdict = quick_verdict::need_more;
    bool head_only = false;
    bool keep_alive = true;
    std::size_t size = 0;  ///< bytes of the request, for `livez`
};

/// Looks at what has arrived of a request. Only what is beyond doubt is `livez`: anything else is
/// left to the parser of Weir, which knows how to refuse it.
[[nodiscard]] quick_request look_at(std::string_view bytes,
                                    std::span<const std::string> hosts) noexcept;

class quick_reply {
public:
    /// Asks `diag::liveness` and writes the whole answer.
    [[nodiscard]] std::string_view livez(const quick_request& request) noexcept;

    /// 503 for a connection that finds the other thread busy.
    [[nodiscard]] static std::string_view overloaded() noexcept;

private:
    std::array<char, 3072> stall_;
    std::array<char, 3584> body_;
    std::array<char, 4096> text_;
};

/// The body alone, for the general path and for tests. The members of `stalls`, an object, become
/// its own; text that is no object was cut, and is told as `detail`.
[[nodiscard]] std::size_t write_livez_body(std::span<char> to, duration oldest, duration threshold,
                                           std::string_view stalls) noexcept;

}  // namespace weir::inline v0::diag::detail
