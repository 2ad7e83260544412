// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The driver on epoll, for every Linux that Weir runs on.
///
/// Operations on sockets, pipes and devices are non-blocking calls, tried at once and again when an
/// edge says so; those that wait stand in the entry's lists, first come first served. Operations on
/// files go to an offload pool, except reads that the page cache can serve.
///
/// Completions are delivered from `poll` only. What ends elsewhere (a cancelled operation, a
/// returned job) stands in `done_` until then. `driver_data` of an operation tells where it is:
///
///     null         waits in a list of its entry
///     a file_job   is in the pool's hands
///     `&done_`     has ended, with the result in `driver_state`

#include "rt/driver/driver.hpp"
#include "rt/driver/epoll/epoll_entry.hpp"
#include "rt/driver/epoll/epoll_set.hpp"
#include "rt/driver/epoll/file_job.hpp"
#include "rt/driver/lease_pool.hpp"

#include <weir/coro/loop_context.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace weir::inline v0::detail {

class epoll_driver final : public driver {
public:
    epoll_driver(loop_context& loop, offload_pool& files) noexcept : loop_(loop), files_(files) {}
    ~epoll_driver() override;

    [[nodiscard]] result<void> open(const driver_limits& limits) noexcept;

    [[nodiscard]] const char* name() const noexcept override { return "epoll"; }
    [[nodiscard]] result<io_entry*> adopt(int fd) noexcept override;
    void close(io_entry& entry) noexcept override;
    [[nodiscard]] bool try_now(io_operation& op, io_completion& done) noexcept override;
    void start(io_operation& op) noexcept override;
    void cancel(io_operation& op) noexcept override;
    void poll(deadline until) noexcept override;
    void close_phase() noexcept override;
    void wake() noexcept override { set_.wake(); }
    [[nodiscard]] std::size_t pending() const noexcept override { return pending_; }

private:
    /// What an operation waits for.
    enum class lane { read, write, poll, file, none };
    [[nodiscard]] static lane lane_of(const io_request& request) noexcept;

    [[nodiscard]] bool attempt_first(io_operation& op, io_completion& done) noexcept;
    [[nodiscard]] bool attempt(epoll_entry& entry, io_operation& op, bool& ready,
                               io_completion& done) noexcept;
    [[nodiscard]] bool attempt_cached_read(io_operation& op, io_completion& done) noexcept;
    [[nodiscard]] std::optional<int> receive_leased(io_request request, buffer& into) noexcept;

    void wait_in(intrusive_list<io_operation>& list, io_operation& op, bool may_be_ready,
                 std::uint32_t events) noexcept;
    void watch(epoll_entry& entry, std::uint32_t events) noexcept;
    void offload(io_operation& op) noexcept;
    static void job_returned(remote_work& work) noexcept;

    [[nodiscard]] duration time_left(deadline until) const noexcept;
    void take_returned() noexcept;
    void deliver_done() noexcept;
    void try_entries() noexcept;
    void dispatch(const epoll_event& event) noexcept;
    void serve(epoll_entry& entry) noexcept;
    void serve(epoll_entry& entry, intrusive_list<io_operation>& waiting, bool& ready,
               std::uint32_t events) noexcept;
    void serve_pollers(epoll_entry& entry) noexcept;

    void finish_later(io_operation& op, int outcome) noexcept;
    void fail_waiting(epoll_entry& entry, int outcome) noexcept;
    void deliver(io_operation& op, io_completion&& done) noexcept;
    void destroy(epoll_entry& entry) noexcept;

    loop_context& loop_;
    offload_pool& files_;
    epoll_set set_;
    lease_pool::pointer leases_;
    intrusive_list<epoll_entry> open_;
    intrusive_list<epoll_entry> closing_;
    intrusive_list<epoll_entry::try_link> to_try_;
    intrusive_list<io_operation> done_;
    std::size_t pending_ = 0;
    return_lane returns_{set_};
};

}  // namespace weir::inline v0::detail
