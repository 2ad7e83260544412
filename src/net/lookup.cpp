// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/lookup.hpp"

#include <weir/base/fatal.hpp>
#include <weir/net/net_errc.hpp>
#include <weir/rt/shard.hpp>

#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <mutex>
#include <utility>

namespace weir::inline v0::detail {
namespace {

constexpr op_info lookup_info{"net.resolve", "offload"};

std::error_code explain(int code, int system_error) noexcept {
    switch (code) {
        case EAI_NONAME:
            return net_errc::host_not_found;
        case EAI_NODATA:
        case EAI_ADDRFAMILY:
            return net_errc::no_address;
        case EAI_AGAIN:
            return net_errc::name_server_failed;
        case EAI_MEMORY:
            return std::make_error_code(std::errc::not_enough_memory);
        case EAI_SYSTEM:
            return {system_error, std::system_category()};
        default:
            return net_errc::lookup_failed;
    }
}

result<std::vector<address>> ask_the_system(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* answers = nullptr;
    const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &answers);
    if (code != 0) return fail(explain(code, errno));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(answers, &::freeaddrinfo);
    std::vector<address> found;
    for (const addrinfo* a = answers; a != nullptr; a = a->ai_next) {
        auto at = address::from_native(a->ai_addr, a->ai_addrlen);
        if (!at) continue;
        at->set_port(port);
        found.push_back(*at);
    }
    if (found.empty()) return fail(net_errc::no_address);
    return found;
}

}  // namespace

class lookup_job : public offload_job, public remote_work {
public:
    lookup_job(std::string h, std::uint16_t p)
        : offload_job(&work, &done), remote_work(&arrived), host(std::move(h)), port(p) {}

    /// The caller leaves; an answer that is on its way already finds nobody.
    void leave() noexcept {
        const std::lock_guard lock(mutex);
        caller = nullptr;
    }

    std::string host;
    std::uint16_t port;
    result<std::vector<address>> answer;
    std::mutex mutex;
    lookup_operation* caller = nullptr;  // under the mutex
    shard* home = nullptr;               // alive while there is a caller
    std::shared_ptr<lookup_job> itself;  // held by the pool, then by the way back

private:
    static void work(offload_job& job) noexcept;
    static void done(offload_job& job) noexcept;
    static void arrived(remote_work& back) noexcept;
};

void lookup_job::work(offload_job& job) noexcept {
    auto& self = static_cast<lookup_job&>(job);
    self.answer = ask_the_system(self.host, self.port);
}

// Posts under the mutex: a caller that leaves, and then its shard, waits for that.
void lookup_job::done(offload_job& job) noexcept {
    auto& self = static_cast<lookup_job&>(job);
    const std::shared_ptr<lookup_job> alive = self.itself;
    const std::lock_guard lock(self.mutex);
    if (self.caller == nullptr)
        self.itself.reset();
    else
        require(self.home->post_work(self), "a shard ended before its name lookup");
}

// On the shard of the caller, or where it was.
void lookup_job::arrived(remote_work& back) noexcept {
    const std::shared_ptr<lookup_job> alive = std::move(static_cast<lookup_job&>(back).itself);
    const std::lock_guard lock(alive->mutex);
    if (alive->caller != nullptr) alive->caller->wake();
}

lookup_operation::lookup_operation(offload_pool& pool, std::string host, std::uint16_t port)
    : parked(lookup_info, &on_stop),
      pool_(pool),
      job_(std::make_shared<lookup_job>(std::move(host), port)) {}

lookup_operation::lookup_operation(lookup_operation&& unstarted) noexcept
    : parked(unstarted), pool_(unstarted.pool_), job_(std::move(unstarted.job_)) {}

waiter* lookup_operation::start(const environment& env, promise_base* parent, waiter& w) noexcept {
    job_->caller = this;
    job_->home = &shard::of(env);
    job_->itself = job_;
    if (auto queued = pool_.submit(*job_); !queued) {
        job_->itself.reset();
        refused_ = queued.error();
        return &w;
    }
    return park(env, parent, w);
}

void lookup_operation::on_stop(parked& p) noexcept {
    auto& self = static_cast<lookup_operation&>(p);
    self.job_->leave();
    if (self.pool_.withdraw(*self.job_)) self.job_->itself.reset();
}

result<std::vector<address>> lookup_operation::take() {
    if (refused_) return fail(refused_);
    if (error()) return fail(error());
    return std::move(job_->answer);
}

}  // namespace weir::inline v0::detail
