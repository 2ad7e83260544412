// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The listener that WEIR_ADMIN asks for: it begins with the first shard and ends with the program.
// The symbol is named by the link options of the target, as that of report/autostart.cpp.

#include "diag/report/diagnostics.hpp"

#include <weir/base/log.hpp>
#include <weir/diag/admin.hpp>
#include <weir/rt/shard_observer.hpp>

#include <cstdlib>
#include <mutex>
#include <optional>

extern "C" {
extern const int weir_diag_admin_autostart;
const int weir_diag_admin_autostart = 1;
}

namespace weir::inline v0::diag {
namespace {

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

/// Diagnostics must never be the reason why a service does not start.
class admin_starter final : public shard_observer {
public:
    void begins(shard&) noexcept override {
        std::call_once(once_, [this]() noexcept {
            try {
                start();
            } catch (const std::exception& e) {
                log(log_level::error, std::string("WEIR_ADMIN: ") + e.what());
            }
        });
    }

private:
    void start() {
        const std::string address = from_environment("WEIR_ADMIN");
        if (address.empty()) return;
        if (diagnostics::switched_off())
            return log(log_level::warning, "WEIR_ADMIN is ignored, as WEIR_DIAG=off is set");
        listener_.emplace(
            admin_options{.address = address, .token = from_environment("WEIR_ADMIN_TOKEN")});
        if (const result<void> started = listener_->start(); !started)
            log(log_level::error,
                "WEIR_ADMIN=" + address + ": no listener: " + started.error().message());
        else
            log(log_level::info, "admin listener at http://" + listener_->address() + "/");
    }

    std::once_flag once_;
    std::optional<admin_listener> listener_;
};

admin_starter started_with_the_first_shard;

}  // namespace
}  // namespace weir::inline v0::diag
