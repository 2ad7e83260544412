// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Things that were made at one place and look forgotten, in one sentence each.

#include <weir/base/time.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace weir::inline v0::diag::detail {

class hints {
public:
    /// A task that waits for a timer, or a socket that has no keep-alive and has been idle so long.
    void add_timer(const std::string& place, duration waiting);
    void add_unkept_socket(const std::string& place, duration idle);
    void add(std::string sentence) { sentences_.push_back(std::move(sentence)); }

    [[nodiscard]] std::vector<std::string> take();

private:
    struct group {
        std::size_t count = 0;
        duration longest{};
        void add(duration d) {
            ++count;
            longest = std::max(longest, d);
        }
    };

    std::map<std::string, group> timers_;
    std::map<std::string, group> sockets_;
    std::vector<std::string> sentences_;
};

}  // namespace weir::inline v0::diag::detail
