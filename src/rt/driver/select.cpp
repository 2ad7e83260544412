// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/select.hpp"

#include <weir/base/log.hpp>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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

driver_maker& maker_in_use() {
    static driver_maker maker = &make_driver;
    return maker;
}

}  // namespace

result<std::unique_ptr<driver>> make_driver(driver_kind kind, loop_context& loop,
                                            const driver_limits& limits, offload_pool& files) {
    return kind == driver_kind::uring ? make_uring_driver(loop, limits, files)
                                      : make_epoll_driver(loop, limits, files);
}

void set_driver_maker(driver_maker maker) {
    maker_in_use() = maker ? std::move(maker) : &make_driver;
}

result<std::unique_ptr<driver>> select_driver(loop_context& loop, const runtime_options& options,
                                              offload_pool& files) noexcept {
    const driver_limits limits{.lease_count = options.receive_buffers,
                               .lease_size = options.receive_buffer_size};
    const auto kind = wanted(options.driver);
    if (!kind) return fail(kind.error());
    const driver_maker& make = maker_in_use();
    if (*kind == driver_kind::epoll) return make(driver_kind::epoll, loop, limits, files);

    auto uring = make(driver_kind::uring, loop, limits, files);
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
    return make(driver_kind::epoll, loop, limits, files);
}

}  // namespace weir::inline v0::detail
