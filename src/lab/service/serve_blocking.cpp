// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/blocking_server.hpp"
#include "lab/process/ready_report.hpp"
#include "lab/service/blocking_service.hpp"
#include "lab/service/roles.hpp"
#include "lab/service/serve_settings.hpp"

#include <array>

namespace weir::inline v0::lab {

int serve_blocking(const serve_settings& settings, server_stats& stats) {
    blocking_service service(settings, stats);
    blocking_server web(
        {.port = settings.port,
         .workers = settings.role == "sync" ? settings.workers : 0,
         .queue_limit = settings.queue},
        [&](const blocking_request& request) { return service.handle(request); }, stats);
    const auto started = web.start();
    blocking_socket control{owned_descriptor(settings.control)};
    const ready_report report{.port = web.port(),
                              .driver = "threads",
                              .failure = started ? "" : started.error().message()};
    if (!control.send(to_line(report)) || !started) return 1;
    std::array<char, 16> nothing;
    while (control.receive(nothing)) {
    }
    return 0;
}

}  // namespace weir::inline v0::lab
