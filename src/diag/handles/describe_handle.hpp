// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the system says about a descriptor. It may be closed, and its number another's, by the time
/// it is asked: then the answer is about that one, or there is none.

#include <weir/base/time.hpp>
#include <weir/rt/handle.hpp>

#include <optional>
#include <string>

namespace weir::inline v0::diag::detail {

struct descriptor_facts {
    std::string name;
    std::optional<duration> idle;  ///< of a TCP socket
    bool is_tcp = false;
    bool keeps_alive = true;
};

[[nodiscard]] descriptor_facts ask_system(handle_kind kind, int fd);

}  // namespace weir::inline v0::diag::detail
