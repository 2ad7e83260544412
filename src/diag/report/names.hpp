// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The symboliser, shared by those who report and those who ask for profiles; remembers what it
/// resolved. Thread-safe; may block on files, so never on a shard or the watchdog.

#include "diag/native/native_frame.hpp"

#include <weir/diag/stall.hpp>
#include <weir/diag/symbols.hpp>

#include <cstdint>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

namespace weir::inline v0::diag {

class names {
public:
    /// The lines of a stack, innermost first.
    [[nodiscard]] std::vector<stack_line> of(std::span<const native_frame> stack);

private:
    [[nodiscard]] const std::vector<stack_line>& at(std::uintptr_t pc, bool is_return_address);

    std::mutex lock_;
    symbolizer symbols_;
    std::unordered_map<std::uintptr_t, std::vector<stack_line>>
        known_;  // by pc, 2 * pc + 1 for calls
};

}  // namespace weir::inline v0::diag
