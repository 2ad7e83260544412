// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work_sizes.hpp"

#include "lab/event_loop/work/json_document.hpp"
#include "lab/event_loop/work/key_derivation.hpp"
#include "lab/event_loop/work/page_reads.hpp"
#include "lab/event_loop/work/patterns.hpp"
#include "lab/event_loop/work/synced_writes.hpp"
#include "lab/event_loop/work/text_compressor.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>

namespace weir::inline v0::lab {
namespace {

constexpr unsigned most_units = std::numeric_limits<int>::max() / 2;

duration reading(measured_by by) noexcept {
    if (by == measured_by::clock) return clock::now().time_since_epoch();
    constexpr auto tick = std::chrono::nanoseconds(std::chrono::seconds(1)) / CLOCKS_PER_SEC;
    return std::clock() * tick;
}

template <class Run>
duration time_of(measured_by by, Run run) {
    const duration begin = reading(by);
    run();
    return std::max<duration>(reading(by) - begin, duration(1));
}

unsigned scaled(unsigned units, duration took, duration to) noexcept {
    const double factor = static_cast<double>(to.count()) / static_cast<double>(took.count());
    return static_cast<unsigned>(std::clamp(units * factor, 1.0, double{most_units}));
}

/// A line that takes a backtracking engine about a tenth of the time.
std::string hard_line(duration time) {
    constexpr unsigned longest = 40;
    for (unsigned letters = 6; letters < longest; ++letters) {
        std::string line = nearly_matching_line(letters);
        const auto match = [&] { static_cast<void>(match_by_backtracking(line, 1)); };
        if (time_of(measured_by::cpu, match) >= time / 10) return line;
    }
    return nearly_matching_line(longest);
}

/// Measured whole, as a large document takes longer for each object than a small one.
std::string document_for(duration time) {
    constexpr unsigned least = 500;
    for (unsigned objects = least;; objects *= 4) {
        const std::string document = json_document(objects);
        const auto parse = [&] { static_cast<void>(parse_document(document)); };
        const duration took = time_of(measured_by::cpu, parse);
        if (took >= time / 5) return json_document(scaled(objects, took, time));
    }
}

}  // namespace

unsigned units_in(duration time, measured_by by, const std::function<void(unsigned)>& run,
                  const std::function<void()>& prepare) {
    const auto time_of_units = [&](unsigned units) {
        prepare();
        return time_of(by, [&] { run(units); });
    };
    for (unsigned units = 1;; units *= 2) {
        duration took = time_of_units(units);
        if (took < time / 10 && units < most_units) continue;
        // The quickest of some: what disturbed the others must not make the work too small.
        for (int again = 0; again < 3; ++again) took = std::min(took, time_of_units(units));
        return scaled(units, took, time);
    }
}

work_sizes measure_sizes(duration time, int pages, int journal) {
    work_sizes sizes;
    sizes.key_rounds = units_in(time, measured_by::cpu, [](unsigned n) { derive_key(n); });
    sizes.page_reads = units_in(
        time, measured_by::clock, [&](unsigned n) { read_pages(pages, n); },
        [&] { forget_pages(pages); });
    sizes.synced_writes =
        units_in(time, measured_by::clock, [&](unsigned n) { write_and_sync(journal, n); });
    sizes.text_pieces = units_in(time, measured_by::cpu, [](unsigned n) { compress_text(n); });
    sizes.line = hard_line(time);
    sizes.pattern_lines = units_in(time, measured_by::cpu, [&](unsigned n) {
        static_cast<void>(match_by_backtracking(sizes.line, n));
    });
    sizes.document = document_for(time);
    return sizes;
}

}  // namespace weir::inline v0::lab
