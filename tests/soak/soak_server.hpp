// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The server of the soak: answers whose bytes are known beforehand.
///
/// GET /bytes/{n} and /stream/{n}: `pattern(n)`, whole or in pieces. POST /echo: the body. GET
/// /wait/{ms}: answers late.

#include <weir/base/buffer.hpp>
#include <weir/coro/generator.hpp>
#include <weir/http/server.hpp>

#include <cstddef>
#include <string>

namespace weir::soak {

/// n bytes that are others for another n.
[[nodiscard]] std::string pattern(std::size_t n);

/// A body of such pieces.
[[nodiscard]] generator<buffer> in_pieces(std::string text, std::size_t piece);

[[nodiscard]] http::server_limits limits();
void add_routes(http::server& web);

}  // namespace weir::soak
