// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The service on an asynchronous server, in the two ways this can be done.
///
/// `async_service` waits without a thread. `wrapped_service` hands the blocking calls to a pool: it
/// looks asynchronous from the outside, and is not.

#include "lab/service/blocking_service.hpp"

#include <weir/http/client.hpp>
#include <weir/http/server.hpp>
#include <weir/rt/offload.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir::inline v0::lab {

class async_service {
public:
    /// `shards`: how many will serve.
    async_service(const serve_settings& settings, unsigned shards);

    /// `GET /profile/{id}` and `POST /upload`. Lifetime: it outlives the server.
    void add_routes(http::server& web);

    /// A client for the running shard; made before the shard serves, dropped after.
    void open_shard();
    void close_shard() noexcept;

private:
    struct per_shard {
        explicit per_shard(const http::client_options& options) : client(options) {}
        http::client client;
        bool container_ready = false;
    };

    struct put_answer {
        http::status status;
        std::string etag;
    };

    [[nodiscard]] task<result<http::response>> profile(http::request& request);
    [[nodiscard]] task<result<http::response>> upload();
    [[nodiscard]] task<result<std::string>> fetch_profile(std::string id);
    /// The ETag under which it was stored.
    [[nodiscard]] task<result<std::string>> put_blob(std::string content);
    [[nodiscard]] task<result<put_answer>> put(std::string path, std::string body);
    [[nodiscard]] task<result<void>> ensure_container();
    [[nodiscard]] per_shard& here() noexcept;

    const http::client_options options_;
    const std::string backend_;
    const std::string file_;
    std::vector<std::unique_ptr<per_shard>> shards_;
    std::atomic<std::uint64_t> uploads_{0};
};

class wrapped_service {
public:
    wrapped_service(const serve_settings& settings, server_stats& stats);

    void add_routes(http::server& web);
    [[nodiscard]] const offload_pool& pool() const noexcept { return pool_; }

private:
    blocking_service service_;
    server_stats& stats_;
    offload_pool pool_;
};

}  // namespace weir::inline v0::lab
