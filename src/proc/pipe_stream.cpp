// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/ok.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/proc/pipe_stream.hpp>
#include <weir/rt/readiness.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>

namespace weir::inline v0 {
namespace {

constexpr op_info read_info{"pipe_stream.recv", "poll"};
constexpr op_info write_info{"pipe_stream.write", "poll"};
constexpr std::size_t read_size = 16 * 1024;

bool is_stop(std::error_code error) noexcept {
    return error == errc::canceled || error == errc::timed_out;
}

bool try_again(int error) noexcept {
    return error == EAGAIN || error == EINTR;
}

/// Keeps SIGPIPE from this thread. A broken pipe signals the writing thread itself, so the signal
/// is pending here once the write has failed.
class no_sigpipe {
public:
    no_sigpipe() noexcept {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        pending_before_ = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &former_);
    }
    no_sigpipe(const no_sigpipe&) = delete;
    no_sigpipe& operator=(const no_sigpipe&) = delete;
    ~no_sigpipe() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }

    void take_back() const noexcept {
        constexpr timespec at_once{};
        if (pending_before_) return;
        while (sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
        }
    }

private:
    sigset_t pipe_;
    sigset_t former_;
    bool pending_before_ = false;
};

/// What `write` does, with errno as a result.
result<std::size_t> write_some(int fd, std::span<const std::byte> bytes) noexcept {
    const no_sigpipe guard;
    const ssize_t sent = ::write(fd, bytes.data(), bytes.size());
    if (sent >= 0) return static_cast<std::size_t>(sent);
    const int error = errno;
    if (error == EPIPE) guard.take_back();
    if (try_again(error)) return 0;
    return fail_errno(error);
}

}  // namespace

/// Marks one side of the stream as busy.
class pipe_stream::in_use {
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

result<std::pair<pipe_stream, pipe_stream>> pipe_stream::make_pair() noexcept {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return fail_errno(errno);
    owned_descriptor read_end(ends[0]);
    owned_descriptor write_end(ends[1]);
    auto from = adopt(std::move(read_end));
    if (!from) return fail(from.error());
    auto to = adopt(std::move(write_end));
    if (!to) return fail(to.error());
    return std::pair(std::move(*from), std::move(*to));
}

result<pipe_stream> pipe_stream::adopt(owned_descriptor end) noexcept {
    if (!end) return fail(errc::bad_argument);
    const int flags = fcntl(end.get(), F_GETFL);
    if (flags < 0 || fcntl(end.get(), F_SETFL, flags | O_NONBLOCK) != 0) return fail_errno(errno);
    auto handle = io_handle::adopt(end.get());
    if (!handle) return fail(handle.error());
    static_cast<void>(end.release());
    return pipe_stream(std::move(*handle));
}

task<result<buffer>> pipe_stream::do_recv() {
    const in_use guard(reading_, "two tasks read from one stream");
    for (;;) {
        if (!handle_) co_return fail(errc::closed);
        if (this_task::loop().spend()) {
            buffer data = buffer::allocate(read_size);
            const ssize_t got = ::read(native(), data.data(), data.size());
            if (got == 0) co_return fail(errc::eof);
            if (got < 0 && !try_again(errno)) co_return fail_errno(errno);
            data.truncate(got < 0 ? 0 : static_cast<std::size_t>(got));
            if (!data.empty()) co_return data;
        }
        const auto waited = co_await wait_readable(handle_, read_info);
        if (!waited) co_return fail(explain(waited.error()));
    }
}

task<result<void>> pipe_stream::write(std::span<const std::byte> bytes) {
    const in_use guard(writing_, "two tasks write to one stream");
    co_return co_await write_all(bytes);
}

task<result<void>> pipe_stream::write(buffer_chain& chain) {
    const in_use guard(writing_, "two tasks write to one stream");
    while (!chain.empty()) {
        iovec piece{};
        static_cast<void>(chain.fill_iovec(std::span(&piece, 1)));
        std::span left(static_cast<const std::byte*>(piece.iov_base), piece.iov_len);
        const auto written = co_await write_all(left);
        chain.consume(piece.iov_len - left.size());
        if (!written) co_return written;
    }
    co_return {};
}

task<result<void>> pipe_stream::write_all(std::span<const std::byte>& bytes) {
    const std::size_t whole = bytes.size();
    while (!bytes.empty()) {
        if (!handle_) co_return fail(errc::closed);
        if (write_error_) co_return fail(write_error_);
        std::size_t sent = 0;
        if (this_task::loop().spend()) {
            const auto some = write_some(native(), bytes);
            if (!some) co_return fail(write_failed(some.error(), bytes.size() < whole));
            bytes = bytes.subspan(sent = *some);
        }
        if (sent != 0) continue;
        const auto waited = co_await wait_writable(handle_, write_info);
        if (!waited) co_return fail(write_failed(waited.error(), bytes.size() < whole));
    }
    co_return {};
}

task<result<void>> pipe_stream::shutdown() {
    if (!handle_) co_return fail(errc::closed);
    if (write_error_) co_return fail(write_error_);
    write_error_ = errc::closed;
    if ((fcntl(native(), F_GETFL) & O_ACCMODE) == O_WRONLY) close();
    co_return {};
}

/// An operation that our own `close` ended says so, and not that the kernel canceled it.
std::error_code pipe_stream::explain(std::error_code error) const noexcept {
    return handle_ ? error : errc::closed;
}

/// Refuses further writes, unless it is certain that no byte of this one was sent.
std::error_code pipe_stream::write_failed(std::error_code error, bool sent_some) noexcept {
    if (sent_some || !is_stop(error)) write_error_ = error;
    return explain(error);
}

}  // namespace weir::inline v0
