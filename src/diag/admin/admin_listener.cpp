// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/listener_state.hpp"
#include "diag/watch/signals_blocked.hpp"

#include <weir/base/error.hpp>
#include <weir/base/log.hpp>
#include <weir/net/address.hpp>

#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t least_token = 16;

std::unexpected<std::error_code> refuse(const std::string& sentence) {
    log(log_level::error, "admin listener: " + sentence);
    return fail(errc::bad_argument);
}

std::unexpected<std::error_code> system_error() noexcept {
    return fail(std::error_code(errno, std::system_category()));
}

bool is_loopback(const weir::address& at) {
    return at.host() == "::1" ||
           (at.family() == weir::address::kind::ipv4 && at.host().starts_with("127."));
}

result<void> check_token(const std::string& token) {
    if (token.empty()) return {};
    if (token.size() < least_token)
        return refuse("a token needs at least 16 characters, or it can be guessed");
    if (!std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; }))
        return refuse("a token has visible ASCII characters only");
    return {};
}

result<weir::address> check(const admin_options& o) {
    const auto at = weir::address::parse(o.address);
    if (!at || !at->is_ip())
        return refuse("'" + o.address + "' is no numeric address with a port, as 127.0.0.1:9464");
    if (const auto good = check_token(o.token); !good) return fail(good.error());
    if (!is_loopback(*at) && o.token.empty())
        return refuse(o.address + " can be reached from other machines, so it needs a token");
    return *at;
}

result<void> listen_on(detail::listener_state& s, const weir::address& at) {
    const int on = 1;
    s.listening = ::socket(at.native()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s.listening < 0) return system_error();
    ::setsockopt(s.listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(s.listening, at.native(), static_cast<socklen_t>(at.native_size())) != 0 ||
        ::listen(s.listening, 64) != 0)
        return system_error();
    sockaddr_storage got{};
    socklen_t size = sizeof got;
    if (::getsockname(s.listening, reinterpret_cast<sockaddr*>(&got), &size) != 0)
        return system_error();
    const auto bound = weir::address::from_native(reinterpret_cast<sockaddr*>(&got), size);
    if (!bound) return fail(bound.error());
    s.address = bound->to_string();
    return {};
}

result<void> make_bells(detail::listener_state& s) {
    s.live_bell = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    s.worker_bell = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return s.live_bell < 0 || s.worker_bell < 0 ? system_error() : result<void>();
}

result<void> start_threads(detail::listener_state& s) {
    const signals_blocked blocked;
    try {
        s.worker = std::thread(&detail::run_worker, std::ref(s));
        s.live = std::thread(&detail::run_live, std::ref(s));
    } catch (const std::system_error& e) {
        return fail(e.code());
    }
    pthread_setname_np(s.live.native_handle(), "weir-admin-live");
    pthread_setname_np(s.worker.native_handle(), "weir-admin");
    return {};
}

void close_if_open(int fd) noexcept {
    if (fd >= 0) ::close(fd);
}

}  // namespace

admin_listener::state::~state() {
    ending.store(true);
    if (live_bell >= 0) detail::ring(live_bell);
    if (worker_bell >= 0) detail::ring(worker_bell);
    if (live.joinable()) live.join();
    if (worker.joinable()) worker.join();
    for (const detail::slot& place : slots)
        if (!place.belongs_to(detail::slot_owner::nobody)) close_if_open(place.fd);
    close_if_open(listening);
    close_if_open(live_bell);
    close_if_open(worker_bell);
}

admin_listener::admin_listener(admin_options options)
    : state_(std::make_unique<state>(std::move(options))) {}

admin_listener::~admin_listener() = default;

result<void> admin_listener::start() {
    if (state_->listening >= 0) return refuse("it has been started");
    const result<weir::address> at = check(state_->options);
    if (!at) return fail(at.error());
    result<void> done = make_bells(*state_);
    if (done) done = listen_on(*state_, *at);
    if (done) done = start_threads(*state_);
    if (!done) {
        admin_options options = state_->options;
        state_ = std::make_unique<state>(std::move(options));
    }
    return done;
}

std::string admin_listener::address() const {
    return state_->address;
}

namespace detail {

void ring(int bell) noexcept {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(bell, &one, sizeof one));
}

void hush(int bell) noexcept {
    std::uint64_t count;
    static_cast<void>(!::read(bell, &count, sizeof count));
}

std::size_t open_connections(const listener_state& s) noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        s.slots, [](const slot& place) { return !place.belongs_to(slot_owner::nobody); }));
}

}  // namespace detail
}  // namespace weir::inline v0::diag
