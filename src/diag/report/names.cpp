// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/names.hpp"

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t max_known = 50'000;

}  // namespace

std::vector<stack_line> names::of(std::span<const native_frame> stack) {
    const std::scoped_lock hold(lock_);
    std::vector<stack_line> lines;
    for (std::size_t i = 0; i < stack.size(); ++i)
        for (const stack_line& line : at(stack[i].pc, i != 0)) {
            lines.push_back(line);
            lines.back().doubtful = stack[i].doubtful;
        }
    return lines;
}

const std::vector<stack_line>& names::at(std::uintptr_t pc, bool is_return_address) {
    if (known_.size() >= max_known) known_.clear();
    const auto [place, fresh] = known_.try_emplace(2 * pc + (is_return_address ? 1 : 0));
    if (fresh)
        for (symbol_frame& f : symbols_.resolve(pc, is_return_address))
            place->second.push_back({.function = std::move(f.function),
                                     .file = std::move(f.file),
                                     .line = f.line,
                                     .module = std::move(f.module),
                                     .build_id = std::move(f.build_id),
                                     .address = f.address,
                                     .inlined = f.inlined});
    return place->second;
}

}  // namespace weir::inline v0::diag
