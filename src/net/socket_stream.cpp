// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/socket_operations.hpp"
#include "net/socket_options.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/net/socket_stream.hpp>

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace weir::inline v0 {
namespace {

/// Pieces of a chain that go into one gathered write.
constexpr std::size_t max_pieces = 64;

bool is_stop(std::error_code error) noexcept {
    return error == errc::canceled || error == errc::timed_out;
}

}  // namespace

/// Marks one side of the stream as busy.
class socket_stream::in_use {
public:
    in_use(bool& flag, const char* sentence) noexcept : flag_(flag) {
        require(!flag, sentence);
        flag = true;
    }
    in_use(const in_use&) = delete;
    in_use& operator=(const in_use&) = delete;
    ~in_use() { flag_ = false; }

private:
    bool& flag_;
};

task<result<socket_stream>> socket_stream::connect(address to, stream_options options) {
    auto socket = detail::make_socket(to);
    if (!socket) co_return fail(socket.error());
    socket_stream stream = co_await ok(adopt(std::move(*socket), options));
    co_await ok(detail::connect_operation(stream.handle_, to));
    co_return stream;
}

result<socket_stream> socket_stream::adopt(owned_descriptor socket,
                                           const stream_options& options) noexcept {
    if (!socket) return fail(errc::bad_argument);
    const bool tcp = detail::local_address_of(socket.get()).is_ip();
    if (auto set = detail::apply(options, socket.get(), tcp); !set) return fail(set.error());
    return adopt_as_is(std::move(socket));
}

result<socket_stream> socket_stream::adopt_as_is(owned_descriptor socket) noexcept {
    auto handle = io_handle::adopt(socket.get());
    if (!handle) return fail(handle.error());
    static_cast<void>(socket.release());
    return socket_stream(std::move(*handle));
}

task<result<buffer>> socket_stream::do_recv() {
    const in_use guard(reading_, "two tasks read from one stream");
    if (!handle_) co_return fail(errc::closed);
    auto received = co_await detail::recv_operation(handle_);
    if (!received) co_return fail(explain(received.error()));
    co_return received;
}

task<result<std::size_t>> socket_stream::do_read(std::span<std::byte> into) {
    const in_use guard(reading_, "two tasks read from one stream");
    if (!handle_) co_return fail(errc::closed);
    auto received = co_await detail::read_operation(handle_, into);
    if (!received) co_return fail(explain(received.error()));
    co_return received;
}

task<result<void>> socket_stream::write(std::span<const std::byte> bytes) {
    const in_use guard(writing_, "two tasks write to one stream");
    const std::size_t whole = bytes.size();
    while (!bytes.empty()) {
        if (const auto refused = writable()) co_return fail(refused);
        const auto sent = co_await detail::send_operation(handle_, bytes);
        if (!sent) co_return fail(write_failed(sent.error(), bytes.size() < whole));
        bytes = bytes.subspan(*sent);
    }
    co_return {};
}

task<result<void>> socket_stream::write(buffer_chain& chain) {
    const in_use guard(writing_, "two tasks write to one stream");
    const std::size_t whole = chain.size();
    std::array<iovec, max_pieces> pieces;
    while (!chain.empty()) {
        if (const auto refused = writable()) co_return fail(refused);
        const std::span filled = std::span(pieces).first(chain.fill_iovec(pieces));
        const auto sent = co_await detail::send_operation(handle_, filled);
        if (!sent) co_return fail(write_failed(sent.error(), chain.size() < whole));
        chain.consume(*sent);
    }
    co_return {};
}

bool socket_stream::try_write(buffer_chain& chain) {
    const in_use guard(writing_, "two tasks write to one stream");
    if (chain.empty() || writable()) return chain.empty();
    std::array<iovec, max_pieces> pieces;
    const std::span filled = std::span(pieces).first(chain.fill_iovec(pieces));
    detail::send_operation send(handle_, filled);
    if (!send.ready(this_task::env())) return false;
    if (const auto sent = send.take()) chain.consume(*sent);
    return chain.empty();
}

task<result<void>> socket_stream::shutdown() {
    if (const auto refused = writable()) co_return fail(refused);
    write_error_ = errc::closed;
    if (::shutdown(native(), SHUT_WR) != 0) co_return fail_errno(errno);
    co_return {};
}

void socket_stream::do_close() noexcept {
    handle_.close();
}

void socket_stream::reset() noexcept {
    // A close that lingers for no time sends a reset.
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    if (handle_) ::setsockopt(native(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

address socket_stream::peer_address() const noexcept {
    return detail::peer_address_of(native());
}

address socket_stream::local_address() const noexcept {
    return detail::local_address_of(native());
}

std::error_code socket_stream::writable() const noexcept {
    return handle_ ? write_error_ : errc::closed;
}

/// An operation that our own `close` ended says so, and not that the kernel canceled it.
std::error_code socket_stream::explain(std::error_code error) const noexcept {
    return handle_ || is_stop(error) ? error : errc::closed;
}

/// Refuses further writes, unless it is certain that no byte of this one was sent.
std::error_code socket_stream::write_failed(std::error_code error, bool sent_some) noexcept {
    if (sent_some || !is_stop(error)) write_error_ = error;
    return explain(error);
}

}  // namespace weir::inline v0
