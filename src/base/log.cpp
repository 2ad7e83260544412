// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/log.hpp>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace weir::inline v0 {
namespace {

constexpr std::array level_names{"error", "warning", "info", "debug"};

log_level level_from_environment() noexcept {
    const char* wanted = std::getenv("WEIR_LOG");
    for (std::size_t i = 0; wanted != nullptr && i < level_names.size(); ++i)
        if (std::string_view(wanted) == level_names[i]) return static_cast<log_level>(i);
    return log_level::warning;
}

void to_stderr(log_level level, std::string_view line) noexcept {
    static const log_level threshold = level_from_environment();
    if (level > threshold) return;
    std::fprintf(stderr, "weir: %s: %.*s\n", to_string(level), static_cast<int>(line.size()),
                 line.data());
}

std::atomic<log_sink> installed_sink{&to_stderr};

}  // namespace

const char* to_string(log_level level) noexcept {
    return level_names[static_cast<std::size_t>(level)];
}

void set_log_sink(log_sink sink) noexcept {
    installed_sink.store(sink != nullptr ? sink : &to_stderr);
}

void log(log_level level, std::string_view line) noexcept {
    installed_sink.load()(level, line);
}

}  // namespace weir::inline v0
