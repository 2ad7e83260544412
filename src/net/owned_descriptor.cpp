// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/net/owned_descriptor.hpp>

#include <unistd.h>

namespace weir::inline v0 {

void owned_descriptor::reset() noexcept {
    if (fd_ >= 0) ::close(release());
}

}  // namespace weir::inline v0
