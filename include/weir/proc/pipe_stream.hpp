// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One end of a pipe as a stream; also a FIFO, a terminal or an inherited descriptor.
///
///     auto [from, to] = co_await ok(pipe_stream::make_pair());
///     co_await ok(to.write(as_bytes("hello")));
///     buffer data = co_await ok(from.recv());
///
/// See `byte_stream` for the rules of reading, writing and stopping. Writing to a pipe that nobody
/// reads fails with EPIPE and never kills the program: pipes know no MSG_NOSIGNAL, so the stream
/// blocks SIGPIPE on its thread during the call and takes back the one that the call raised.
/// Adopting makes the descriptor non-blocking, and with it every duplicate of it, also in other
/// processes: open a terminal anew by its name where that matters. Thread safety: belongs to the
/// shard that adopted it. It may be moved while nothing is pending on it.

#include <weir/net/byte_stream.hpp>
#include <weir/net/owned_descriptor.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/io_operation.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace weir::inline v0 {

class pipe_stream final : public byte_stream {
public:
    /// A closed one.
    pipe_stream() noexcept = default;

    /// A new pipe: the end to read from, the end to write to. Errors: the system's.
    [[nodiscard]] static result<std::pair<pipe_stream, pipe_stream>> make_pair() noexcept;

    /// Takes over a descriptor that can be polled (no regular file) for the running shard. On error
    /// it is closed. Errors: the system's; `errc::bad_argument` for no descriptor.
    [[nodiscard]] static result<pipe_stream> adopt(owned_descriptor end) noexcept;

    pipe_stream(pipe_stream&&) noexcept = default;
    pipe_stream& operator=(pipe_stream&&) noexcept = default;
    ~pipe_stream() override = default;

    using byte_stream::close;
    task<result<void>> write(std::span<const std::byte> bytes) override;
    task<result<void>> write(buffer_chain& chain) override;
    /// Closes an end that only writes, so that the reader comes to the end. One that also reads
    /// (a terminal) only refuses further writes.
    task<result<void>> shutdown() override;

    [[nodiscard]] const io_handle* handle() const noexcept override { return &handle_; }
    [[nodiscard]] std::string peer() const override { return "pipe"; }
    [[nodiscard]] std::string local() const override { return "pipe"; }

    /// False once closed or moved from.
    [[nodiscard]] bool is_open() const noexcept { return static_cast<bool>(handle_); }

    /// The descriptor, -1 once closed.
    [[nodiscard]] int native() const noexcept { return handle_.native(); }

private:
    class in_use;

    explicit pipe_stream(io_handle handle) noexcept
        : handle_(std::move(handle), handle_kind::pipe) {}

    task<result<buffer>> do_recv() override;
    void do_close() noexcept override { handle_.close(); }
    // What was sent leaves `bytes`, also on failure.
    task<result<void>> write_all(std::span<const std::byte>& bytes);

    [[nodiscard]] std::error_code explain(std::error_code error) const noexcept;
    [[nodiscard]] std::error_code write_failed(std::error_code error, bool sent_some) noexcept;

    tracked_handle handle_;
    std::error_code write_error_;  // why no more may be written
    bool reading_ = false;
    bool writing_ = false;
};

}  // namespace weir::inline v0
