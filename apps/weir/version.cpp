// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "version.hpp"

#include <weir/rt/runtime.hpp>

#include <fmt/core.h>

namespace weir::inline v0::cli {

std::string version_text() {
    const auto driver = run(
        []() -> task<std::string> { co_return shard::this_shard()->driver_name(); }, {.shards = 1});
    return fmt::format("weir {}\ncompiler: {}\ndriver: {}\ncpus: {}\n", version_number, __VERSION__,
                       driver ? *driver : "none (" + driver.error().message() + ")", usable_cpus());
}

}  // namespace weir::inline v0::cli
