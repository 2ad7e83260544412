// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fault_driver.hpp"

#include <weir/base/fatal.hpp>

#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

namespace weir::test {
namespace {

using detail::io_entry;

/// What a kernel may answer without having done anything.
std::span<const int> errors_of(io_kind kind) {
    static constexpr std::array accepting{EMFILE, ENFILE, ENOMEM, ENOBUFS, ECONNABORTED};
    static constexpr std::array connecting{ECONNREFUSED, ETIMEDOUT, ENOBUFS, EADDRNOTAVAIL};
    static constexpr std::array receiving{ECONNRESET, ENOBUFS, ENOMEM};
    static constexpr std::array sending{EPIPE, ECONNRESET, ENOBUFS, ENOMEM};
    static constexpr std::array opening{EMFILE, ENFILE, ENOMEM, EACCES};
    static constexpr std::array writing{ENOSPC, EIO, EDQUOT};
    static constexpr std::array others{EIO, ENOMEM};
    switch (kind) {
        case io_kind::accept:
            return accepting;
        case io_kind::connect:
            return connecting;
        case io_kind::recv:
            return receiving;
        case io_kind::send:
        case io_kind::sendv:
            return sending;
        case io_kind::open:
            return opening;
        case io_kind::write_at:
            return writing;
        default:
            return others;
    }
}

bool transfers(io_kind kind) {
    return kind == io_kind::recv || kind == io_kind::send || kind == io_kind::sendv ||
           kind == io_kind::read_at || kind == io_kind::write_at;
}

// Read from other threads, like a real driver's.
void bump(std::uint64_t& counter) {
    __atomic_store_n(&counter, counter + 1, __ATOMIC_RELAXED);
}

}  // namespace

class fault_driver::relay final : public io_operation {
public:
    relay(fault_driver& home, io_operation& user)
        : io_operation(user.info(), user.request, &on_completion), home_(home), user_(user) {}

    void shorten(std::size_t at_most) {
        if (request.kind == io_kind::sendv) {
            part_ = *static_cast<const iovec*>(request.data);
            part_.iov_len = std::min(part_.iov_len, at_most);
            if (part_.iov_len == 0) return;
            request.data = &part_;
            request.size = 1;
        } else {
            request.size = request.size == 0 ? at_most : std::min(request.size, at_most);
        }
    }

    [[nodiscard]] io_operation& user() noexcept { return user_; }

    enum class stage { waits, in_kernel, ended };
    stage at = stage::waits;
    bool cancelled = false;
    std::uint64_t last_due = 0;

private:
    static void on_completion(io_operation& op, io_completion&& done) noexcept {
        auto& self = static_cast<relay&>(op);
        self.home_.completed(self, std::move(done));
    }

    fault_driver& home_;
    io_operation& user_;
    iovec part_{};
};

std::string fault_counts::text() const {
    return std::to_string(failed) + " failed, " + std::to_string(shortened) + " shortened, " +
           std::to_string(held_back) + " held back, " + std::to_string(delayed) + " delayed, " +
           std::to_string(late_cancels) + " late cancels, " + std::to_string(interrupted) +
           " polls interrupted, " + std::to_string(refused) + " refused";
}

fault_driver::fault_driver(std::unique_ptr<detail::driver> real, fault_plan plan,
                           fault_counts& counts)
    : real_(std::move(real)), plan_(std::move(plan)), counts_(counts), random_(plan_.seed) {}

fault_driver::~fault_driver() {
    require(pending_ == 0, "a fault driver was destroyed with operations pending");
}

result<io_entry*> fault_driver::adopt(int fd) noexcept {
    if (happens(plan_.refuse)) {
        ++counts_.refused;
        return fail_errno(ENOMEM);
    }
    auto entry = real_->adopt(fd);
    if (!entry) return entry;
    (*entry)->owner = this;
    entries_[*entry];
    return entry;
}

// The real entry stays until every operation on it was told of its end, as with a real driver.
void fault_driver::close(io_entry& entry) noexcept {
    entry_state& state = entries_.at(&entry);
    state.closing = true;
    const std::set<relay*> ending = state.relays;
    for (relay* r : ending) cancel_now(*r);
    if (!state.relays.empty()) return;
    entries_.erase(&entry);
    real_->close(entry);
}

const scripted_fault* fault_driver::scripted(io_kind kind) {
    const unsigned number = seen_[static_cast<std::size_t>(kind)]++;
    for (const scripted_fault& f : plan_.script)
        if (f.kind == kind && number >= f.skip && number < f.skip + f.times) return &f;
    return nullptr;
}

/// The errno to end with, 0 for none.
int fault_driver::fault_of(const io_request& request, std::size_t& at_most) {
    at_most = 0;
    if (const scripted_fault* f = scripted(request.kind)) {
        at_most = f->at_most;
        return f->error;
    }
    if (happens(plan_.fail)) {
        const auto errors = errors_of(request.kind);
        return errors[random_() % errors.size()];
    }
    if (transfers(request.kind) && happens(plan_.shorten)) at_most = 1 + random_() % 32;
    return 0;
}

bool fault_driver::is_closing(const io_request& request) const {
    return request.entry != nullptr && entries_.at(request.entry).closing;
}

bool fault_driver::try_now(io_operation& op, io_completion& done) noexcept {
    const bool waits = !held_back_.empty() || happens(plan_.hold_back) || happens(plan_.delay);
    if (op.request.repeat || waits || is_closing(op.request)) return false;
    // What has a script, or draws a fault, takes the long way; a part of the rest is shortened.
    if (!plan_.script.empty() || happens(plan_.fail)) return false;
    relay attempt(*this, op);
    const bool shortened = transfers(op.request.kind) && happens(plan_.shorten);
    if (shortened) attempt.shorten(1 + random_() % 32);
    if (!real_->try_now(attempt, done)) return false;
    if (shortened) ++counts_.shortened;
    return true;
}

void fault_driver::start(io_operation& op) noexcept {
    bump(counters_.submitted);
    ++pending_;
    relay* r = std::make_unique<relay>(*this, op).release();
    op.driver_data = r;
    if (is_closing(op.request))
        return tell_later(*r, {.result = -EBADF, .more = false, .data = {}}, 0);
    if (op.request.entry != nullptr) entries_.at(op.request.entry).relays.insert(r);
    std::size_t at_most = 0;
    if (const int error = fault_of(op.request, at_most); error != 0) {
        ++counts_.failed;
        r->at = relay::stage::ended;
        return tell_later(*r, {.result = -error, .more = false, .data = {}}, 0);
    }
    if (at_most != 0) {
        ++counts_.shortened;
        r->shorten(at_most);
    }
    if (held_back_.empty() && !happens(plan_.hold_back)) return begin(*r);
    // A full queue keeps the order: all that come behind wait as well.
    if (held_back_.empty()) begin_at_ = later();
    ++counts_.held_back;
    held_back_.push_back(r);
}

void fault_driver::begin(relay& r) noexcept {
    r.at = relay::stage::in_kernel;
    real_->start(r);
}

void fault_driver::cancel(io_operation& op) noexcept {
    relay& r = *static_cast<relay*>(op.driver_data);
    if (r.cancelled || r.at != relay::stage::in_kernel || !happens(plan_.late_cancel))
        return cancel_now(r);
    ++counts_.late_cancels;
    r.cancelled = true;
    cancels_.push_back({&r, later()});
}

void fault_driver::cancel_now(relay& r) noexcept {
    if (r.at == relay::stage::in_kernel) {
        real_->cancel(r);
    } else if (r.at == relay::stage::waits) {
        r.at = relay::stage::ended;
        std::erase(held_back_, &r);
        tell_later(r, {.result = -ECANCELED, .more = false, .data = {}}, 0);
    }
}

void fault_driver::poll(deadline until) noexcept {
    ++poll_;
    begin_held_back();
    send_cancels();
    const bool interrupted = happens(plan_.interrupt);
    if (interrupted) ++counts_.interrupted;
    const bool at_once =
        interrupted || !held_back_.empty() || !cancels_.empty() || !untold_.empty();
    real_->poll(at_once ? deadline(time_point::min()) : until);
    tell_due();
    const detail::driver_counters& real = real_->counters();
    __atomic_store_n(&counters_.waits, real.waits, __ATOMIC_RELAXED);
    __atomic_store_n(&counters_.lease_misses, real.lease_misses, __ATOMIC_RELAXED);
}

void fault_driver::begin_held_back() noexcept {
    if (held_back_.empty() || poll_ < begin_at_) return;
    for (relay* r : std::exchange(held_back_, {})) begin(*r);
}

void fault_driver::send_cancels() noexcept {
    for (const unsent_cancel& c : std::exchange(cancels_, {})) {
        if (c.due > poll_)
            cancels_.push_back(c);
        else
            cancel_now(*c.of);
    }
}

void fault_driver::completed(relay& r, io_completion&& done) {
    if (!done.more) r.at = relay::stage::ended;
    const bool delayed = happens(plan_.delay);
    if (!delayed && r.last_due < poll_) return tell(r, std::move(done));
    if (delayed) ++counts_.delayed;
    tell_later(r, std::move(done), delayed ? later() : 0);
}

// Completions of one operation keep their order.
void fault_driver::tell_later(relay& r, io_completion&& done, std::uint64_t due) {
    r.last_due = std::max(r.last_due, due);
    untold_.push_back({&r, std::move(done), r.last_due});
}

void fault_driver::tell_due() noexcept {
    for (untold& u : std::exchange(untold_, {})) {
        if (u.due > poll_)
            untold_.push_back(std::move(u));
        else
            tell(*u.of, std::move(u.completion));
    }
}

void fault_driver::tell(relay& r, io_completion&& done) noexcept {
    bump(counters_.completed);
    io_operation& user = r.user();
    if (!done.more) forget(r);
    user.complete(std::move(done));
}

void fault_driver::forget(relay& r) noexcept {
    --pending_;
    r.user().driver_data = nullptr;
    std::erase_if(cancels_, [&](const unsent_cancel& c) { return c.of == &r; });
    const auto of_entry = entries_.find(r.request.entry);
    if (of_entry != entries_.end()) of_entry->second.relays.erase(&r);
    delete &r;
    if (of_entry == entries_.end()) return;
    if (!of_entry->second.closing || !of_entry->second.relays.empty()) return;
    io_entry& entry = *of_entry->first;
    entries_.erase(of_entry);
    real_->close(entry);
}

fault_layer::fault_layer(fault_plan plan) : plan_(std::move(plan)) {
    detail::set_driver_maker(
        [this](driver_kind kind, loop_context& loop, const detail::driver_limits& limits,
               offload_pool& files) -> result<std::unique_ptr<detail::driver>> {
            auto real = detail::make_driver(kind, loop, plan_.limits.value_or(limits), files);
            if (!real) return real;
            fault_plan own = plan_;
            own.seed += 1'000'003 * next_.fetch_add(1);
            return std::make_unique<fault_driver>(std::move(*real), std::move(own), counts_);
        });
}

fault_layer::~fault_layer() {
    detail::set_driver_maker({});
}

}  // namespace weir::test
