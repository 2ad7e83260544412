// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/base/time.hpp>

#include <atomic>
#include <cstdint>

namespace weir::inline v0::http::detail {

/// A number that one thread writes while others read. Whoever reads it also sees what was written
/// before it; on the machines we know that is a plain store and a plain load.
class shared_number {
public:
    void operator=(std::uint64_t value) noexcept {  // NOLINT: nobody chains these
        value_.store(value, std::memory_order_release);
    }
    void operator=(time_point t) noexcept {  // NOLINT: as above
        *this = static_cast<std::uint64_t>(t.time_since_epoch().count());
    }
    [[nodiscard]] std::uint64_t get() const noexcept {
        return value_.load(std::memory_order_acquire);
    }
    [[nodiscard]] time_point time() const noexcept {
        return time_point(duration(static_cast<duration::rep>(get())));
    }

private:
    std::atomic<std::uint64_t> value_{0};
};

}  // namespace weir::inline v0::http::detail
