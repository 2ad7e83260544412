// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/blob_service.hpp"

#include "lab/service/answers.hpp"
#include "lab/service/checksum.hpp"

#include <weir/coro/ok.hpp>

#include <utility>

namespace weir::inline v0::lab {
namespace {

const char* why(http::status refused) noexcept {
    switch (refused) {
        case http::status::not_found:
            return "there is no such container";
        case http::status::conflict:
            return "the container exists already";
        default:
            return "the store is full";
    }
}

http::response answer(http::status code) {
    if (code == http::status::created) return http::response(code);
    return http::response::error(code, why(code));
}

}  // namespace

void add_blob_routes(http::server& web, blob_store& store, service_time& time) {
    web.route(http::method::put, "/{container}",
              [&](http::request& request) -> task<result<http::response>> {
                  co_await ok(time.pass());
                  co_return answer(store.create_container(request.param("container")));
              });
    web.route(http::method::put, "/{container}/{blob}",
              [&](http::request& request) -> task<result<http::response>> {
                  std::string content = co_await ok(request.text(upload_limit));
                  const std::string etag = etag_of(content);
                  co_await ok(time.pass());
                  const http::status code = store.put(request.param("container"),
                                                      request.param("blob"), std::move(content));
                  co_return answer(code).with_header("ETag", etag);
              });
    web.route(http::method::get, "/{container}/{blob}",
              [&](http::request& request) -> task<result<http::response>> {
                  co_await ok(time.pass());
                  const std::string* found =
                      store.get(request.param("container"), request.param("blob"));
                  if (found == nullptr)
                      co_return http::response::error(http::status::not_found, "no such blob");
                  co_return http::response::text(*found).with_header("ETag", etag_of(*found));
              });
}

}  // namespace weir::inline v0::lab
