// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/interval_counter.hpp"

namespace weir::inline v0::load {

void interval_counter::begin(time_point now) noexcept {
    begun_ = now;
    ok_ = shed_ = errors_ = 0;
    if (!latency_) return;
    latency_->reset();
    service_->reset();
}

void interval_counter::add(const sample& s) noexcept {
    if (!latency_) return;
    if (s.how != outcome::ok) {
        ++(s.how == outcome::shed ? shed_ : errors_);
        return;
    }
    ++ok_;
    latency_->record(nanoseconds(s.took()));
    service_->record(nanoseconds(s.service()));
}

}  // namespace weir::inline v0::load
