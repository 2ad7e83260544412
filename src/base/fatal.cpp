// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/fatal.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace weir::inline v0 {
namespace {
std::atomic<fatal_hook> installed_hook{nullptr};
}

void set_fatal_hook(fatal_hook hook) noexcept {
    installed_hook.store(hook);
}

void fatal(std::string_view sentence, std::source_location at) noexcept {
    std::fprintf(stderr, "weir: fatal: %.*s (%s:%u in %s)\n", static_cast<int>(sentence.size()),
                 sentence.data(), at.file_name(), at.line(), at.function_name());
    // A second failure inside the hook must not call the hook again.
    if (fatal_hook hook = installed_hook.exchange(nullptr)) hook();
    std::fflush(stderr);
    std::abort();
}

}  // namespace weir::inline v0
