// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the experiment `sync-io` varies, and its defaults.
///
/// A *variant* is a way to wait: blocking on one of a pool of worker threads, on a thread of its
/// own for every request, on an offload pool behind an asynchronous server, or not blocking at all.
/// An *operation* is what waits: a call to a profile service, or the upload of a file to a blob
/// store.

#include <weir/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::lab {

enum class variant : std::uint8_t { sync, thread_per_request, wrapped, async };
enum class operation : std::uint8_t { profile, upload };
/// The shorter runs beside the staircase.
enum class extra : std::uint8_t { overload, backend_limit, cached_reads };

[[nodiscard]] const char* to_string(variant v) noexcept;
[[nodiscard]] const char* to_string(operation o) noexcept;
[[nodiscard]] const char* to_string(extra e) noexcept;
[[nodiscard]] std::optional<variant> variant_named(std::string_view name) noexcept;
[[nodiscard]] std::optional<operation> operation_named(std::string_view name) noexcept;
[[nodiscard]] std::optional<extra> extra_named(std::string_view name) noexcept;

struct sync_io_options {
    std::vector<unsigned> users{1, 400, 1000, 2000, 4000};
    std::vector<variant> variants{variant::sync, variant::wrapped, variant::thread_per_request,
                                  variant::async};
    std::vector<operation> operations{operation::profile, operation::upload};
    std::vector<extra> extras{extra::overload, extra::backend_limit, extra::cached_reads};

    /// How long the backend takes for each call.
    duration io_delay = std::chrono::milliseconds(500);
    /// Counted time of a step; empty: long enough for the latency that is expected.
    std::optional<duration> step;
    /// Time before counting starts; empty: until the expected queue has been passed once.
    std::optional<duration> warmup;

    unsigned workers = 160;       ///< of sync, and threads of the pool of wrapped
    std::size_t queue = 100'000;  ///< requests that may wait for one of them
    duration client_timeout = std::chrono::seconds(300);
    unsigned backend_limit = 0;  ///< requests the backend serves at once; 0: no limit
    std::size_t upload_bytes = 16 * 1024;
    std::uint64_t seed = 1;
};

/// The first option with a value that cannot work, as one sentence that names the flag.
[[nodiscard]] std::optional<std::string> problem_with(const sync_io_options& options);

/// Descriptors that one process of the experiment may need at once.
[[nodiscard]] std::size_t descriptors_needed(const sync_io_options& options) noexcept;

}  // namespace weir::inline v0::lab
