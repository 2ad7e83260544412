// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// The thread that accepts and answers `/livez`. Nothing here may allocate, log, or wait for
/// another thread: a shard that stands still may hold any lock of the process.

#include "diag/admin/listener_state.hpp"
#include "diag/admin/quick_reply.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace weir::inline v0::diag::detail {
namespace {

class live_loop {
public:
    explicit live_loop(listener_state& s) noexcept : s_(s) {}

    void run() noexcept {
        warm_up();
        while (!s_.ending.load()) turn();
    }

private:
    static constexpr std::size_t bell = 0;
    static constexpr std::size_t door = 1;
    static constexpr std::size_t first = 2;

    /// Has the dynamic linker bind what the path calls while nobody holds its lock.
    void warm_up() noexcept {
        static_cast<void>(look_at("GET /livez HTTP/1.1\r\nHost: [::1]:1\r\n\r\n", {}));
        static_cast<void>(look_at("GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", {}));
        static_cast<void>(reply_.livez({}));
        char none = 0;
        static_cast<void>(::send(-1, &none, 1, MSG_DONTWAIT | MSG_NOSIGNAL));
        static_cast<void>(::recv(-1, &none, 1, MSG_DONTWAIT));
        static_cast<void>(::accept4(-1, nullptr, nullptr, SOCK_CLOEXEC));
        ::close(-1);
        hush(s_.live_bell);
    }

    void turn() noexcept {
        wait();
        if (polled_[bell].revents != 0) hush(s_.live_bell);
        now_ = clock::now();
        for (std::size_t i = 0; i < slot_count; ++i) look_after(s_.slots[i], polled_[first + i]);
        if (polled_[door].revents != 0) accept_all();
    }

    void wait() noexcept {
        polled_[bell] = {s_.live_bell, POLLIN, 0};
        polled_[door] = {now_ < closed_until_ ? -1 : s_.listening, POLLIN, 0};
        bool any = false;
        for (std::size_t i = 0; i < slot_count; ++i) {
            const bool mine = s_.slots[i].belongs_to(slot_owner::live);
            polled_[first + i] = {mine ? s_.slots[i].fd : -1, POLLIN, 0};
            any = any || mine;
        }
        const bool timed = any || now_ < closed_until_;
        ::poll(polled_.data(), polled_.size(), timed ? 250 : -1);
    }

    void look_after(slot& place, const pollfd& seen) noexcept {
        if (!place.belongs_to(slot_owner::live)) return;
        if (std::exchange(place.returned, false)) return act(place);
        if (seen.fd != place.fd) return;
        if (seen.revents != 0) return read(place);
        const duration limit = place.size != 0 ? request_time : idle_time;
        if (now_ - place.since > limit) end(place);
    }

    void read(slot& place) noexcept {
        if (place.size == 0) place.since = now_;
        const ssize_t n = ::recv(place.fd, place.bytes.data() + place.size,
                                 slot::capacity - place.size, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) return end(place);
        place.size += static_cast<std::size_t>(n);
        act(place);
    }

    /// Requests that were sent together are answered one after the other.
    void act(slot& place) noexcept {
        while (place.size != 0) {
            const quick_request request = look_at(place.received(), s_.options.hosts);
            if (request.verdict == quick_verdict::need_more && place.size < slot::capacity) return;
            if (request.verdict != quick_verdict::livez) return hand_over(place);
            s_.requests.fetch_add(1, std::memory_order_relaxed);
            if (!send(place.fd, reply_.livez(request)) || !request.keep_alive) return end(place);
            std::copy(place.bytes.begin() + static_cast<std::ptrdiff_t>(request.size),
                      place.bytes.begin() + static_cast<std::ptrdiff_t>(place.size),
                      place.bytes.begin());
            place.size -= request.size;
            place.since = now_;
        }
    }

    /// An answer is smaller than any send buffer; who does not take it is not waited for.
    static bool send(int fd, std::string_view text) noexcept {
        return ::send(fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL) ==
               static_cast<ssize_t>(text.size());
    }

    void hand_over(slot& place) noexcept {
        const auto with_worker = std::ranges::count_if(
            s_.slots, [](const slot& p) { return p.belongs_to(slot_owner::worker); });
        if (static_cast<std::size_t>(with_worker) >= worker_slots) {
            send(place.fd, quick_reply::overloaded());
            return end(place);
        }
        place.give_to(slot_owner::worker);
        ring(s_.worker_bell);
    }

    void accept_all() noexcept {
        for (std::size_t i = 0; i < slot_count; ++i) {
            const int fd = ::accept4(s_.listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) return pause_if_exhausted();
            slot& place = free_place();
            place.fd = fd;
            place.size = 0;
            place.returned = false;
            place.since = now_;
            place.give_to(slot_owner::live);
            read(place);  // mostly the request is there already
        }
    }

    /// Without a free descriptor the listening socket would stay readable for nothing.
    void pause_if_exhausted() noexcept {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            closed_until_ = now_ + std::chrono::milliseconds(100);
    }

    /// The live thread has more places than may ever be handed over, so that one of its own can be
    /// cleared: that of the connection which has been silent longest.
    slot& free_place() noexcept {
        slot* oldest = nullptr;
        for (slot& place : s_.slots) {
            if (place.belongs_to(slot_owner::nobody)) return place;
            if (place.belongs_to(slot_owner::live) &&
                (oldest == nullptr || place.since < oldest->since))
                oldest = &place;
        }
        end(*oldest);
        return *oldest;
    }

    static void end(slot& place) noexcept {
        ::close(place.fd);
        place.give_to(slot_owner::nobody);
    }

    listener_state& s_;
    quick_reply reply_;
    std::array<pollfd, first + slot_count> polled_{};
    time_point now_{};
    time_point closed_until_{};
};

}  // namespace

void run_live(listener_state& s) noexcept {
    // What it needs lies on its stack, which is small, or in the state, which is made.
    live_loop(s).run();
}

}  // namespace weir::inline v0::diag::detail
