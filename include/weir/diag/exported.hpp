// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Shows a server or a pool of the program under a name: in `/metrics`, `/debug/shards`, and, of a
/// server, in `/readyz`.
///
///     http::server web;
///     diag::exported shown("api", web);
///
/// Make it after what it shows and destroy it before. Thread safety: any thread; the destructor
/// waits for a reader in progress, which takes microseconds.

#include <weir/http/server.hpp>
#include <weir/rt/offload.hpp>

#include <string>
#include <vector>

namespace weir::inline v0::diag {

class exported {
public:
    exported(std::string name, const http::server& server);
    exported(std::string name, const offload_pool& pool);
    exported(const exported&) = delete;
    exported& operator=(const exported&) = delete;
    ~exported();

    struct server_numbers {
        std::string name;
        bool ready = false;
        http::server_stats stats;
    };
    struct pool_numbers {
        std::string name;
        offload_stats stats;
    };
    /// What is exported now, in order of making.
    [[nodiscard]] static std::vector<server_numbers> servers();
    [[nodiscard]] static std::vector<pool_numbers> pools();

private:
    struct registry;
    static registry& all();
    void enter();

    std::string name_;
    const http::server* server_ = nullptr;
    const offload_pool* pool_ = nullptr;
};

}  // namespace weir::inline v0::diag
