// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/each.hpp>

namespace weir::inline v0 {

task<void> detail::run_exits(std::vector<task<result<void>>> exits, first_failure& failure) {
    while (!exits.empty()) {
        task<result<void>> last = std::move(exits.back());
        exits.pop_back();
        try {
            if (auto done = co_await std::move(last); !done) failure.add(done.error());
        } catch (...) {
            failure.add(std::current_exception());
        }
    }
}

}  // namespace weir::inline v0
