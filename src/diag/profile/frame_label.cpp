// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/frame_label.hpp"

namespace weir::inline v0::diag::detail {

std::string frame_label(const profile& p, const profile::frame& f) {
    if (f.kind == frame_kind::idle) return "(idle)";
    std::string label = f.kind == frame_kind::async ? "async " : "";
    label += f.function == 0 ? std::string_view("(unknown)") : p.text(f.function);
    if (f.kind == frame_kind::kernel) label += " [kernel]";
    if (f.doubtful) label += " (?)";
    return label;
}

}  // namespace weir::inline v0::diag::detail
