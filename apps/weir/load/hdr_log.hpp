// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Histograms as a log that other tools read: the HdrHistogram log format 1.3, each line with a
/// histogram in the V2 compressed encoding, as base64.
///
///     hdr_log log(seconds_since_epoch);
///     log.add(latency, {.begun_s = 0, .length_s = 1}, "500-per-s.raw");
///     write(log.text());
///
/// Values are nanoseconds; the maximum that stands in the open is in milliseconds, as usual.

#include <weir/base/histogram.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::cli {

class hdr_log {
public:
    /// When, counted from the log's beginning.
    struct span {
        double begun_s = 0;
        double length_s = 0;
    };

    explicit hdr_log(std::uint64_t epoch_s);

    /// `tag` holds no comma, space or line end.
    void add(const histogram& of, span when, std::string_view tag);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// The V2 encoding, compressed; binary.
[[nodiscard]] std::string hdr_encoded(const histogram& of);

/// RFC 4648, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace weir::inline v0::cli
