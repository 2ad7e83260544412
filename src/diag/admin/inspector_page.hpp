// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The inspector page that the admin listener serves at `/`, from web/inspector.
///
/// It states its content security policy itself, in a meta element; what such an element cannot
/// say, `frame-ancestors`, is for the listener's header. May be called on any thread.

#include <cstddef>
#include <string_view>

namespace weir::inline v0::diag {

/// One HTML file. Lives as long as the program. Where the build had no node it is a sentence.
[[nodiscard]] std::string_view inspector_page() noexcept;

/// What web/build.mjs, or inspector_placeholder.cpp in its place, defines.
extern const unsigned char inspector_page_bytes[];
extern const std::size_t inspector_page_size;

}  // namespace weir::inline v0::diag
