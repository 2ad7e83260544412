// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/answers.hpp"
#include "lab/service/checksum.hpp"
#include "lab/service/serve_settings.hpp"
#include "lab/service/waiting_service.hpp"

#include <weir/coro/ok.hpp>
#include <weir/fs/file.hpp>
#include <weir/rt/shard.hpp>

#include <utility>

namespace weir::inline v0::lab {
namespace {

constexpr std::size_t most_connections = 100'000;

http::response backend_failure(std::error_code error) {
    if (error == errc::timed_out)
        return http::response::error(http::status::gateway_timeout,
                                     "the backend did not answer in time");
    return http::response::error(http::status::bad_gateway,
                                 "the backend could not be asked: " + error.message());
}

}  // namespace

async_service::async_service(const serve_settings& settings, unsigned shards)
    : options_{.connections_per_host = most_connections,
               .connections = most_connections,
               .head_timeout = settings.io_timeout,
               .chunk_timeout = settings.io_timeout},
      backend_("http://127.0.0.1:" + std::to_string(settings.backend)),
      file_(settings.file),
      shards_(shards) {}

void async_service::add_routes(http::server& web) {
    web.route(http::method::get, "/profile/{id}",
              [this](http::request& request) -> task<result<http::response>> {
                  co_return co_await profile(request);
              });
    web.route(
        http::method::post, "/upload",
        [this](http::request&) -> task<result<http::response>> { co_return co_await upload(); });
}

void async_service::open_shard() {
    shards_.at(shard::this_shard()->index()) = std::make_unique<per_shard>(options_);
}

void async_service::close_shard() noexcept {
    shards_[shard::this_shard()->index()].reset();
}

async_service::per_shard& async_service::here() noexcept {
    return *shards_[shard::this_shard()->index()];
}

task<result<http::response>> async_service::profile(http::request& request) {
    std::string id(request.param("id"));
    if (!is_user_id(id))
        co_return http::response::error(http::status::bad_request, "not a user id");
    auto body = co_await fetch_profile(std::move(id));
    if (!body) co_return backend_failure(body.error());
    co_return http::response::json(std::move(*body));
}

task<result<std::string>> async_service::fetch_profile(std::string id) {
    http::client_response answer = co_await ok(here().client.get(backend_ + profile_path(id)));
    if (answer.code() != http::status::ok) co_return fail(errc::unavailable);
    co_return co_await answer.text();
}

task<result<http::response>> async_service::upload() {
    const auto content = co_await read_file(file_, upload_limit);
    if (!content)
        co_return http::response::error(http::status::internal_server_error,
                                        "the file cannot be read");
    const auto stored = co_await put_blob(std::string(content->view()));
    if (!stored) co_return backend_failure(stored.error());
    const std::string etag = etag_of(content->view());
    if (*stored != etag)
        co_return http::response::error(http::status::bad_gateway,
                                        "the blob store refused or damaged the upload");
    co_return http::response::json(upload_json(etag, content->size()))
        .with_status(http::status::created)
        .with_header("ETag", etag);
}

task<result<std::string>> async_service::put_blob(std::string content) {
    const std::string path = blob_path(uploads_.fetch_add(1, std::memory_order_relaxed));
    for (bool again = false;; again = true) {
        co_await ok(ensure_container());
        put_answer answer = co_await ok(put(path, content));
        if (answer.status == http::status::created) co_return std::move(answer.etag);
        if (answer.status != http::status::not_found || again) co_return fail(errc::unavailable);
        here().container_ready = false;  // the store has lost it: once more
    }
}

task<result<async_service::put_answer>> async_service::put(std::string path, std::string body) {
    http::client_response answer = co_await ok(here().client.put(backend_ + path, std::move(body)));
    put_answer made{answer.code(), std::string(answer.fields().get("etag").value_or(""))};
    // Read to the end, so that the connection can be used again.
    co_await ok(answer.text());
    co_return made;
}

task<result<void>> async_service::ensure_container() {
    if (here().container_ready) co_return result<void>();
    const put_answer answer = co_await ok(put(std::string(container_path), {}));
    if (answer.status != http::status::created && answer.status != http::status::conflict)
        co_return fail(errc::unavailable);
    here().container_ready = true;
    co_return result<void>();
}

}  // namespace weir::inline v0::lab
