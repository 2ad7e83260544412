// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Keeps what the library logs while it is in scope. One at a time; for tests of a single thread.

#include <weir/base/log.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace weir::test {

class log_capture {
public:
    log_capture() {
        kept.clear();
        set_log_sink([](log_level, std::string_view line) noexcept { kept.emplace_back(line); });
    }
    log_capture(const log_capture&) = delete;
    log_capture& operator=(const log_capture&) = delete;
    ~log_capture() { set_log_sink(nullptr); }

    [[nodiscard]] const std::vector<std::string>& lines() const noexcept { return kept; }

private:
    inline static std::vector<std::string> kept;
};

}  // namespace weir::test
