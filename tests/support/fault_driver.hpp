// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A driver around a real one that makes bad luck repeatable, see docs/design/0012.
///
///     fault_layer faults({.seed = 7, .shorten = 500, .delay = 200});      // odds in thousandths
///     fault_layer script({.script = {{.kind = io_kind::accept, .error = EMFILE, .times = 3}}});
///     run(body);                            // every shard opened meanwhile gets such a driver
///     EXPECT_NE(faults.counts().shortened, 0U);
///
/// Each operation is relayed: the real driver gets a copy of the request, so that the layer can
/// change it, begin it later, or tell its completion later. What it does is what kernels may do;
/// an operation never sees anything that `driver.hpp` does not promise.

#include "rt/driver/driver.hpp"
#include "rt/driver/select.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace weir::test {

/// Happens to operations of `kind` number `skip` to `skip + times`, counted from 0 on each shard.
struct scripted_fault {
    io_kind kind;
    int error = 0;            ///< it is not begun and ends with this errno
    std::size_t at_most = 0;  ///< else it transfers no more than so many bytes
    unsigned skip = 0;
    unsigned times = 1;
};

/// The odds are in thousandths, per operation or per poll.
struct fault_plan {
    std::uint64_t seed = 1;
    unsigned fail = 0;         ///< ends with an error of its kind, and was not begun
    unsigned shorten = 0;      ///< transfers a few bytes only
    unsigned hold_back = 0;    ///< begins some polls later, as behind a full submission queue
    unsigned delay = 0;        ///< its completion is told some polls later, so others overtake
    unsigned late_cancel = 0;  ///< a cancel takes effect some polls later
    unsigned interrupt = 0;    ///< a poll returns at once, as after EINTR
    unsigned refuse = 0;       ///< a descriptor is not adopted, for want of memory
    unsigned longest = 4;      ///< "some polls": at most so many
    std::vector<scripted_fault> script{};
    std::optional<detail::driver_limits> limits{};  ///< of the real driver
};

struct fault_counts {
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> shortened{0};
    std::atomic<std::uint64_t> held_back{0};
    std::atomic<std::uint64_t> delayed{0};
    std::atomic<std::uint64_t> late_cancels{0};
    std::atomic<std::uint64_t> interrupted{0};
    std::atomic<std::uint64_t> refused{0};

    [[nodiscard]] std::string text() const;
};

class fault_driver final : public detail::driver {
public:
    fault_driver(std::unique_ptr<detail::driver> real, fault_plan plan, fault_counts& counts);
    ~fault_driver() override;

    [[nodiscard]] const char* name() const noexcept override { return real_->name(); }
    [[nodiscard]] result<detail::io_entry*> adopt(int fd) noexcept override;
    void close(detail::io_entry& entry) noexcept override;
    [[nodiscard]] bool try_now(io_operation& op, io_completion& done) noexcept override;
    void start(io_operation& op) noexcept override;
    void cancel(io_operation& op) noexcept override;
    void poll(deadline until) noexcept override;
    void close_phase() noexcept override { real_->close_phase(); }
    void wake() noexcept override { real_->wake(); }
    [[nodiscard]] std::size_t pending() const noexcept override { return pending_; }

private:
    class relay;
    struct entry_state {
        std::set<relay*> relays;
        bool closing = false;
    };
    struct untold {
        relay* of;
        io_completion completion;
        std::uint64_t due;
    };
    struct unsent_cancel {
        relay* of;
        std::uint64_t due;
    };

    [[nodiscard]] bool happens(unsigned odds) { return random_() % 1000 < odds; }
    [[nodiscard]] std::uint64_t later() { return poll_ + 1 + random_() % plan_.longest; }
    [[nodiscard]] const scripted_fault* scripted(io_kind kind);
    [[nodiscard]] int fault_of(const io_request& request, std::size_t& at_most);
    [[nodiscard]] bool is_closing(const io_request& request) const;

    void begin(relay& r) noexcept;
    void begin_held_back() noexcept;
    void send_cancels() noexcept;
    void cancel_now(relay& r) noexcept;
    void completed(relay& r, io_completion&& done);
    void tell_later(relay& r, io_completion&& done, std::uint64_t due);
    void tell_due() noexcept;
    void tell(relay& r, io_completion&& done) noexcept;
    void forget(relay& r) noexcept;

    std::unique_ptr<detail::driver> real_;
    fault_plan plan_;
    fault_counts& counts_;
    std::mt19937_64 random_;
    std::array<unsigned, 14> seen_{};  ///< operations of each kind
    std::map<detail::io_entry*, entry_state> entries_;
    std::deque<relay*> held_back_;
    std::uint64_t begin_at_ = 0;
    std::vector<unsent_cancel> cancels_;
    std::vector<untold> untold_;
    std::uint64_t poll_ = 0;
    std::size_t pending_ = 0;
};

/// While in scope, shards open with a fault driver around the real one; each draws from a seed of
/// its own. Made and destroyed while no runtime starts.
class fault_layer {
public:
    explicit fault_layer(fault_plan plan);
    fault_layer(const fault_layer&) = delete;
    fault_layer& operator=(const fault_layer&) = delete;
    ~fault_layer();

    [[nodiscard]] const fault_counts& counts() const noexcept { return counts_; }

private:
    fault_plan plan_;
    fault_counts counts_;
    std::atomic<std::uint64_t> next_{0};
};

}  // namespace weir::test
