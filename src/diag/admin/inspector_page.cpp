// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/inspector_page.hpp"

namespace weir::inline v0::diag {

std::string_view inspector_page() noexcept {
    return {reinterpret_cast<const char*>(inspector_page_bytes), inspector_page_size};
}

}  // namespace weir::inline v0::diag
