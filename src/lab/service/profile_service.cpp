// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/profile_service.hpp"

#include "lab/service/answers.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>

namespace weir::inline v0::lab {

service_time::service_time(duration delay, unsigned limit) : delay_(delay) {
    if (limit > 0) limit_.emplace(limit);
}

task<result<void>> service_time::pass() {
    if (!limit_) co_return co_await sleep_for(delay_);
    const semaphore::permit one = co_await ok(limit_->hold());
    co_return co_await sleep_for(delay_);
}

void add_profile_routes(http::server& web, service_time& time) {
    web.route(http::method::get, "/profile/{id}",
              [&time](http::request& request) -> task<result<http::response>> {
                  const std::string id(request.param("id"));
                  if (!is_user_id(id))
                      co_return http::response::error(http::status::bad_request, "not a user id");
                  co_await ok(time.pass());
                  co_return http::response::json(profile_json(id));
              });
}

}  // namespace weir::inline v0::lab
