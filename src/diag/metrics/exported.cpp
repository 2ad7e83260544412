// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/exported.hpp>

#include <mutex>

namespace weir::inline v0::diag {

struct exported::registry {
    std::mutex mutex;
    std::vector<const exported*> shown;
};

/// Never destroyed: the listener's thread may ask while the program ends.
exported::registry& exported::all() {
    static auto* const those = new registry;
    return *those;
}

void exported::enter() {
    registry& r = all();
    const std::lock_guard lock(r.mutex);
    r.shown.push_back(this);
}

exported::exported(std::string name, const http::server& server)
    : name_(std::move(name)), server_(&server) {
    enter();
}

exported::exported(std::string name, const offload_pool& pool)
    : name_(std::move(name)), pool_(&pool) {
    enter();
}

exported::~exported() {
    registry& r = all();
    const std::lock_guard lock(r.mutex);
    std::erase(r.shown, this);
}

std::vector<exported::server_numbers> exported::servers() {
    registry& r = all();
    std::vector<server_numbers> numbers;
    const std::lock_guard lock(r.mutex);
    for (const exported* e : r.shown)
        if (e->server_ != nullptr)
            numbers.emplace_back(e->name_, e->server_->ready(), e->server_->stats());
    return numbers;
}

std::vector<exported::pool_numbers> exported::pools() {
    registry& r = all();
    std::vector<pool_numbers> numbers;
    const std::lock_guard lock(r.mutex);
    for (const exported* e : r.shown)
        if (e->pool_ != nullptr) numbers.emplace_back(e->name_, e->pool_->stats());
    return numbers;
}

}  // namespace weir::inline v0::diag
