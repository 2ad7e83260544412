// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Containers of blobs, in memory and bounded: what the upload service stores into.

#include <weir/http/status.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::lab {

struct blob_limits {
    std::size_t bytes = std::size_t{256} << 20;  ///< of all blobs together
    std::size_t blobs = 10'000;
    std::size_t containers = 100;
};

class blob_store {
public:
    explicit blob_store(blob_limits limits = {}) noexcept : limits_(limits) {}

    /// 201, 409 if it exists, 507 at the limit.
    [[nodiscard]] http::status create_container(std::string_view name);

    /// Stores or replaces: 201, 404 without the container, 507 at a limit.
    [[nodiscard]] http::status put(std::string_view container, std::string_view name,
                                   std::string content);

    /// Null if there is none. Valid until it is replaced.
    [[nodiscard]] const std::string* get(std::string_view container, std::string_view name) const;

    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::size_t blobs() const noexcept { return blobs_; }

private:
    using container_map = std::map<std::string, std::string, std::less<>>;

    const blob_limits limits_;
    std::map<std::string, container_map, std::less<>> containers_;
    std::size_t bytes_ = 0;
    std::size_t blobs_ = 0;
};

}  // namespace weir::inline v0::lab
