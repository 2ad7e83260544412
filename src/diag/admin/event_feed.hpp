// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What subscribers of `/events` get: the shards each time, and stalls whenever there is news.

#include <weir/diag/stall.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::diag::detail {

/// One server-sent event; `data` is one line.
[[nodiscard]] std::string event_text(std::string_view name, std::string_view data);

class event_feed {
public:
    /// What was until now is no news.
    void begin();

    /// Everything since the last call, as text to send.
    [[nodiscard]] std::string next();

    /// The records of `recent` (newest first) that began, ended or changed their cause since the
    /// last call, oldest first.
    [[nodiscard]] std::vector<const stall_record*> news(const std::vector<stall_record>& recent);

private:
    std::uint64_t last_id_ = 0;
    std::map<std::uint64_t, stall_cause> open_;  ///< stalls that go on, as they were last told
};

}  // namespace weir::inline v0::diag::detail
