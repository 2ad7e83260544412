// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/blob_store.hpp"

#include <utility>

namespace weir::inline v0::lab {

http::status blob_store::create_container(std::string_view name) {
    if (containers_.contains(name)) return http::status::conflict;
    if (containers_.size() >= limits_.containers) return http::status::insufficient_storage;
    containers_.emplace(name, container_map{});
    return http::status::created;
}

http::status blob_store::put(std::string_view container, std::string_view name,
                             std::string content) {
    const auto found = containers_.find(container);
    if (found == containers_.end()) return http::status::not_found;
    container_map& blobs = found->second;
    const auto former = blobs.find(name);
    const bool replaces = former != blobs.end();
    const std::size_t freed = replaces ? former->second.size() : 0;
    if (bytes_ - freed + content.size() > limits_.bytes) return http::status::insufficient_storage;
    if (!replaces && blobs_ >= limits_.blobs) return http::status::insufficient_storage;
    bytes_ += content.size() - freed;
    blobs_ += replaces ? 0 : 1;
    blobs.insert_or_assign(replaces ? former->first : std::string(name), std::move(content));
    return http::status::created;
}

const std::string* blob_store::get(std::string_view container, std::string_view name) const {
    const auto found = containers_.find(container);
    if (found == containers_.end()) return nullptr;
    const auto blob = found->second.find(name);
    return blob == found->second.end() ? nullptr : &blob->second;
}

}  // namespace weir::inline v0::lab
