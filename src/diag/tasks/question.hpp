// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A question to a shard from a thread that may wait: answered on the shard between two steps, or
/// not at all while the shard is stuck.
///
/// A question that got no answer stays in the shard's inbox, which owns it then. While it is there
/// no other of its kind is posted, so that asking a stuck shard again and again costs no memory;
/// who asks then waits for that one first.

#include <weir/base/time.hpp>
#include <weir/rt/remote_work.hpp>

#include <atomic>
#include <cstdint>
#include <memory>

namespace weir::inline v0 {
class shard;
}

namespace weir::inline v0::diag::detail {

/// The time, on threads that have no loop to ask.
[[nodiscard]] time_point time_now() noexcept;

class question : public remote_work {
public:
    explicit question(shard& to) noexcept : remote_work(&arrived), to_(&to) {}
    question(const question&) = delete;
    virtual ~question() = default;

    /// Posts it; or returns the one before it, in `slot`, if that has no answer yet. While the
    /// shard is held.
    static std::shared_ptr<question> ask(const std::shared_ptr<question>& which,
                                         std::weak_ptr<question>& slot);

    [[nodiscard]] const shard* to() const noexcept { return to_; }
    [[nodiscard]] bool posted() const noexcept { return posted_; }

    /// Waits until it is answered or `limit` passes; not at all if it was not posted. What `answer`
    /// wrote may be read if true.
    [[nodiscard]] bool answered_by(time_point limit) const noexcept;

protected:
    /// On the shard: allocates nothing and waits for nothing.
    virtual void answer(shard& here) noexcept = 0;

private:
    static void arrived(remote_work& work) noexcept;

    shard* to_;
    bool posted_ = false;  ///< written while the shard is held
    std::atomic<std::uint32_t> answered_{0};
    std::shared_ptr<question> in_the_inbox_;
};

}  // namespace weir::inline v0::diag::detail
