// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/select.hpp"

#include <weir/base/log.hpp>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::detail {
namespace {

std::optional<driver_kind> kind_named(std::string_view name) noexcept {
    if (name == "auto" || name.empty()) return driver_kind::automatic;
    if (name == "uring") return driver_kind::uring;
    if (name == "epoll") return driver_kind::epoll;
    return std::nullopt;
}

void log_once(log_level level, const std::string& line) {
    static std::atomic<bool> said{false};
    if (!said.exchange(true)) log(level, line);
}

result<driver_kind> wanted(driver_kind option) {
    const char* name = std::getenv("WEIR_DRIVER");
    if (option != driver_kind::automatic || name == nullptr) return option;
    if (const auto kind = kind_named(name)) return *kind;
    log(log_level::error, "WEIR_DRIVER is '" + std::string(name) + "'; use auto, uring or epoll");
    return fail(errc::bad_argument);
}

}  // namespace

result<std::unique_ptr<driver>> select_driver(loop_context& loop, const runtime_options& options,
                                              offload_pool& files) noexcept {
    const driver_limits limits{.lease_count = options.receive_buffers,
                               .lease_size = options.receive_buffer_size};
    const auto kind = wanted(options.driver);
    if (!kind) return fail(kind.error());
    if (*kind == driver_kind::epoll) return make_epoll_driver(loop, limits, files);

    auto uring = make_uring_driver(loop, limits, files);
    if (uring) {
        log_once(log_level::info, "driver: io_uring");
        return uring;
    }
    const std::string reason = uring.error().message();
    if (*kind == driver_kind::uring) {
        log(log_level::error, "io_uring was asked for and cannot be used: " + reason);
        return uring;
    }
    log_once(log_level::info, "driver: epoll, because io_uring cannot be used: " + reason);
    return make_epoll_driver(loop, limits, files);
}

}  // namespace weir::inline v0::detail
