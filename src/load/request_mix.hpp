// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The requests of a test: which one is next, with its variables filled in.

#include <weir/coro/loop_context.hpp>
#include <weir/http/client_connection.hpp>
#include <weir/http/url.hpp>
#include <weir/load/plan.hpp>
#include <weir/load/text_template.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace weir::inline v0::load {

class request_mix {
public:
    static constexpr std::size_t most = 1000;

    /// Errors: `bad_argument` for an unknown method, a bad header or variable, no weight at all.
    [[nodiscard]] static result<request_mix> make(const plan& of, const http::url& url);

    /// The next request, by chance and weight: one that is kept here, or `own` where it has
    /// variables. Valid until `own` changes. Null when a variable made it impossible to send.
    [[nodiscard]] http::client_request* next(loop_context& loop, http::client_request& own);

private:
    struct entry {
        std::uint64_t up_to = 0;  // the sum of the weights so far
        http::client_request ready;
        bool constant = true;
        text_template target;
        text_template body;
        std::vector<std::pair<std::string, text_template>> fields;
    };

    [[nodiscard]] static result<entry> make_entry(const target& base, const weighted_request& from,
                                                  const http::url& url);
    [[nodiscard]] entry& pick(loop_context& loop) noexcept;

    std::vector<entry> entries_;
    std::uint64_t sent_ = 0;
    std::string text_;  // a header's value while it is rendered
};

}  // namespace weir::inline v0::load
