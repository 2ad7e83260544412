// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How much of each work takes as long as it should, measured on this machine.

#include <weir/base/time.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace weir::inline v0::lab {

/// In the units of the functions in work/.
struct work_sizes {
    unsigned key_rounds = 1;
    unsigned page_reads = 1;
    unsigned synced_writes = 1;
    unsigned text_pieces = 1;
    unsigned pattern_lines = 1;
    std::string document = {};
    std::string line = {};
};

/// What a work's time is measured by: the CPU it uses, which a busy machine does not change, or the
/// clock for work that waits.
enum class measured_by : std::uint8_t { cpu, clock };

/// How many units `run` does in `time`; `prepare` comes before each run and does not count. Blocks
/// for about as long.
[[nodiscard]] unsigned units_in(
    duration time, measured_by by, const std::function<void(unsigned)>& run,
    const std::function<void()>& prepare = [] {});

/// Measures all. `pages` and `journal` are descriptors of files. Blocks: before the loop begins.
[[nodiscard]] work_sizes measure_sizes(duration time, int pages, int journal);

}  // namespace weir::inline v0::lab
