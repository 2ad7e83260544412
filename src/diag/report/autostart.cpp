// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What linking weir::diag switches on. The symbol is named by the link options of the target, so
// that a static library's object is taken too.

#include "diag/report/diagnostics.hpp"

#include <weir/base/log.hpp>
#include <weir/rt/shard_observer.hpp>

extern "C" {
extern const int weir_diag_autostart;
const int weir_diag_autostart = 1;
}

namespace weir::inline v0::diag {
namespace {

/// Diagnostics must never be the reason why a service does not start.
class starter final : public shard_observer {
public:
    ~starter() { diagnostics::end(); }

    void begins(shard& s) noexcept override {
        if (diagnostics::switched_off()) return;
        try {
            diagnostics::make().attach(s);
        } catch (const std::exception& e) {
            log(log_level::error, std::string("diagnostics could not be started: ") + e.what());
        }
    }
    void flagged(shard& s, const flagged_step& step) noexcept override {
        if (diagnostics* d = diagnostics::get()) d->flagged(s, step);
    }
    void ends(shard& s) noexcept override {
        if (diagnostics* d = diagnostics::get()) d->detach(s);
    }
};

starter started_with_the_program;

}  // namespace
}  // namespace weir::inline v0::diag
