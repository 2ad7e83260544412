// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/readiness.hpp"

#include <weir/diag/admin.hpp>
#include <weir/diag/exported.hpp>

#include <mutex>

namespace weir::inline v0::diag {
namespace {

struct said {
    std::mutex mutex;
    std::string why;
};

/// Never destroyed: the listener's thread may ask while the program ends.
said& by_program() {
    static auto* const the_one = new said;
    return *the_one;
}

}  // namespace

void set_ready(bool ready, std::string_view why) {
    said& s = by_program();
    const std::lock_guard lock(s.mutex);
    s.why = ready ? "" : std::string(why.empty() ? "not ready" : why);
}

std::string detail::why_not_ready() {
    for (const exported::server_numbers& server : exported::servers())
        if (!server.ready) return "draining: " + server.name;
    said& s = by_program();
    const std::lock_guard lock(s.mutex);
    return s.why;
}

}  // namespace weir::inline v0::diag
