// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the program counts, in the text format of Prometheus (version 0.0.4).
///
///     std::puts(diag::metrics_text().c_str());
///
/// It has what the shards, pools and exported servers of Weir count (docs/reference/admin.md). A
/// program adds its own, which are asked for at each scrape:
///
///     diag::metrics_source orders([&](diag::metrics_writer& to) {
///         to.counter("shop_orders_total", "Orders taken.", {}, orders_taken.load());
///     });
///
/// What would make a scraper refuse the whole page is left out and counted in
/// `weir_metrics_dropped`: a bad name, a series that was there already, a name used for two
/// types.
///
/// Thread safety: `metrics_text` and `metrics_source` from any thread; a source is called on the
/// thread that asks, mostly the admin listener's, one at a time. A `metrics_writer` is not
/// thread-safe.

#include <weir/diag/monitor.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::diag {

struct metric_label {
    std::string_view name;
    std::string_view value;
};

class metrics_writer {
public:
    using labels = std::initializer_list<metric_label>;

    /// A number that only grows; its name ends in `_total`.
    void counter(std::string_view name, std::string_view help, labels with, double value);
    void gauge(std::string_view name, std::string_view help, labels with, double value);
    /// Nanoseconds become seconds, buckets become cumulative.
    void histogram(std::string_view name, std::string_view help, labels with,
                   const lag_histogram& h);

    /// The page: families in order of their first sample.
    [[nodiscard]] std::string text() const;

    /// Samples that were left out.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    struct family {
        std::string name;
        std::string_view type;
        std::string help;
        std::string samples;
    };

    [[nodiscard]] family* open(std::string_view name, std::string_view type, std::string_view help,
                               std::string_view label_text);
    void add(std::string_view name, std::string_view type, std::string_view help, labels with,
             double value);

    std::vector<family> families_;
    std::map<std::string, std::size_t, std::less<>> places_;
    std::set<std::string> series_;
    std::uint64_t dropped_ = 0;
};

/// Has `write` called at each scrape, as long as it lives; its destructor waits for a call in
/// progress. An exception of `write` is caught, and what it had written until then stays.
class metrics_source {
public:
    explicit metrics_source(std::function<void(metrics_writer&)> write);
    metrics_source(const metrics_source&) = delete;
    metrics_source& operator=(const metrics_source&) = delete;
    ~metrics_source();

    /// Calls every source in order of their making.
    static void write_all(metrics_writer& to);

private:
    std::function<void(metrics_writer&)> write_;
};

/// Everything Weir counts, then the program's sources.
[[nodiscard]] std::string metrics_text();

}  // namespace weir::inline v0::diag
