// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/route_names.hpp"

#include <functional>
#include <mutex>
#include <set>

namespace weir::inline v0::http::detail {

const std::string& route_name(std::string_view pattern) {
    static std::mutex mutex;
    static auto& names = *new std::set<std::string, std::less<>>;
    const std::lock_guard lock(mutex);
    if (const auto known = names.find(pattern); known != names.end()) return *known;
    return *names.emplace(pattern).first;
}

}  // namespace weir::inline v0::http::detail
