// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Stalls as log lines, one JSON object each: so many a second, each culprit at most once a second.
/// What is held back is counted, and said in the next line that comes through.

#include <weir/diag/stall.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace weir::inline v0::diag {

class stall_log {
public:
    explicit stall_log(unsigned lines_per_second) noexcept : limit_(lines_per_second) {}

    /// `now_ns` is the steady clock's.
    void write(const stall_record& record, std::uint64_t now_ns);

    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    [[nodiscard]] bool admit(const std::string& culprit, std::uint64_t now_ns);

    unsigned limit_;
    unsigned lines_ = 0;
    std::uint64_t second_began_ns_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t told_dropped_ = 0;
    std::map<std::string, std::uint64_t> last_;  // when each culprit was logged
};

}  // namespace weir::inline v0::diag
