// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A question to a shard from a thread that may wait: answered on the shard between two steps, or
/// not at all while the shard is stuck.
///
/// A question that got no answer stays in the shard's inbox, which owns it then; as long as it is
/// there no other is posted, so that asking a stuck shard again and again costs no memory.

#include <weir/base/time.hpp>
#include <weir/rt/remote_work.hpp>

#include <atomic>
#include <cstdint>
#include <memory>

namespace weir::inline v0 {
class shard;
}

namespace weir::inline v0::diag::detail {

struct live_shard;

/// The time, on threads that have no loop to ask.
[[nodiscard]] time_point time_now() noexcept;

class question : public remote_work {
public:
    explicit question(shard& to) noexcept : remote_work(&arrived), to_(to) {}
    question(const question&) = delete;
    virtual ~question() = default;

    /// Posts it, unless the one before (in `slot`) is still unanswered. While the shard is held.
    static void ask(const std::shared_ptr<question>& which, std::weak_ptr<void>& slot);

    /// Waits until it is answered or `limit` passes. What `answer` wrote may be read if true.
    [[nodiscard]] bool answered_by(time_point limit) const noexcept;

protected:
    /// On the shard: allocates nothing and waits for nothing.
    virtual void answer(shard& here) noexcept = 0;

private:
    static void arrived(remote_work& work) noexcept;

    shard& to_;
    std::atomic<std::uint32_t> answered_{0};
    std::shared_ptr<question> in_the_inbox_;
};

}  // namespace weir::inline v0::diag::detail
