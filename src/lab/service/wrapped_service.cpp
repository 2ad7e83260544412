// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/server_stats.hpp"
#include "lab/service/serve_settings.hpp"
#include "lab/service/waiting_service.hpp"

#include <utility>

namespace weir::inline v0::lab {
namespace {

http::response converted(blocking_response answer) {
    auto made = http::response::json(std::move(answer.body))
                    .with_status(static_cast<http::status>(answer.status));
    if (answer.etag.empty()) return made;
    return std::move(made).with_header("ETag", answer.etag);
}

/// The blocking call on a thread of the pool; a full queue is counted and becomes 503.
template <class Call>
task<result<http::response>> wrap(offload_pool& pool, server_stats& stats, Call call) {
    auto answer = co_await offload(pool, std::move(call));
    if (answer) co_return converted(std::move(*answer));
    if (answer.error() != errc::queue_full) co_return fail(answer.error());
    stats.shed.fetch_add(1, std::memory_order_relaxed);
    co_return http::response::error(
        http::status::service_unavailable,
        "all threads of the pool are busy and its queue is full; try again later");
}

}  // namespace

wrapped_service::wrapped_service(const serve_settings& settings, server_stats& stats)
    : service_(settings, stats),
      stats_(stats),
      pool_(
          {.name = "blocking-calls", .threads = settings.workers, .queue_limit = settings.queue}) {}

void wrapped_service::add_routes(http::server& web) {
    web.route(http::method::get, "/profile/{id}",
              [this](http::request& request) -> task<result<http::response>> {
                  std::string id(request.param("id"));
                  co_return co_await wrap(pool_, stats_,
                                          [this, id] { return service_.profile(id); });
              });
    web.route(http::method::post, "/upload",
              [this](http::request&) -> task<result<http::response>> {
                  co_return co_await wrap(pool_, stats_, [this] { return service_.upload(); });
              });
}

}  // namespace weir::inline v0::lab
