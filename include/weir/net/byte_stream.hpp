// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A two-way stream of bytes: what HTTP and every client speak to.
///
///     for (;;) {
///         buffer data = co_await ok(stream.recv());    // errc::eof when the peer has finished
///         co_await ok(stream.write(data.bytes()));
///     }
///
/// Reading hands out leased buffers, so that no memory is bound to a connection that waits; who
/// wants bytes in a place of his own calls `read`, which is the same with a copy where the stream
/// cannot do better. Sockets, TLS and the simulation are streams.
///
/// Rules. At most one task reads and one writes at a time; a second one is fatal. A stopped read
/// (`errc::canceled`, `errc::timed_out`) has lost no bytes. A stopped or failed write may have sent
/// any part of its bytes: the stream is then only good for closing, and further writes fail.
/// A stream belongs to its shard and outlives the operations on it.

#include <weir/base/buffer.hpp>
#include <weir/base/buffer_chain.hpp>
#include <weir/base/fatal.hpp>
#include <weir/coro/task.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace weir::inline v0 {

class io_handle;

class byte_stream {
public:
    virtual ~byte_stream() = default;

    /// Receives some bytes. Completes when there are any. Result: a buffer that is never empty.
    /// Errors: `errc::eof` when the peer finished; `errc::closed` after `close`; the system's.
    /// Cancellation: no bytes are lost. Lifetime: the buffer is given back on this shard, and soon:
    /// a shard lends a limited number of them.
    [[clang::coro_wrapper]] task<result<buffer>> recv() {
        return rest_.empty() ? do_recv() : take_rest();
    }

    /// Receives at least one and at most `into.size()` bytes into `into`, which is not empty.
    /// Result: how many. Else as `recv`. Lifetime: `into` is used until completion.
    [[clang::coro_wrapper]] task<result<std::size_t>> read(std::span<std::byte> into) {
        return rest_.empty() ? do_read(into) : read_rest(into);
    }

    /// Receives exactly `into.size()` bytes. Errors: as `recv`; bytes that came before the error
    /// or stop are in `into`, but how many is not told.
    task<result<void>> read_exact(std::span<std::byte> into);

    /// Puts bytes back: the next read gets them first. For who read too far, such as a protocol
    /// upgrade. Fatal if bytes put back before were not read yet.
    void unread(buffer data) noexcept {
        require(rest_.empty(), "bytes were put back to a stream twice");
        rest_ = std::move(data);
    }

    /// Sends all of `bytes`. Completes when the system took the last one. Errors: `errc::closed`
    /// after `close` or `shutdown`; the system's. Cancellation: a part may have been sent.
    /// Lifetime: `bytes` is used until completion.
    virtual task<result<void>> write(std::span<const std::byte> bytes) = 0;

    /// Sends the whole chain, gathered, and leaves it empty. Bytes that were sent leave the chain,
    /// also when it fails. Else as above.
    virtual task<result<void>> write(buffer_chain& chain) = 0;

    /// Sends what the system takes at once, if it can be told without waiting; bytes that were sent
    /// leave the chain. True: all were. Whoever gets false calls `write`, which goes on from there
    /// and reports errors. Spares a coroutine where sending rarely waits.
    [[nodiscard]] virtual bool try_write(buffer_chain& /*chain*/) { return false; }

    /// Finishes the write side: the peer reads to the end, then gets `errc::eof`. Reading goes on.
    virtual task<result<void>> shutdown() = 0;

    /// Closes both sides at once. Pending operations end with `errc::closed`.
    void close() noexcept {
        rest_ = buffer();
        do_close();
    }

    /// The socket under it, for watching the connection itself; null if there is none.
    [[nodiscard]] virtual const io_handle* handle() const noexcept { return nullptr; }

    /// The addresses of both ends as text, for logs.
    [[nodiscard]] virtual std::string peer() const = 0;
    [[nodiscard]] virtual std::string local() const = 0;

protected:
    byte_stream() noexcept = default;
    byte_stream(byte_stream&&) noexcept = default;
    byte_stream& operator=(byte_stream&&) noexcept = default;

    // To be implemented: the next bytes, never an empty buffer.
    virtual task<result<buffer>> do_recv() = 0;
    // By default receives a buffer and copies.
    virtual task<result<std::size_t>> do_read(std::span<std::byte> into);
    virtual void do_close() noexcept = 0;

private:
    task<result<buffer>> take_rest();
    task<result<std::size_t>> read_rest(std::span<std::byte> into);
    std::size_t copy_rest(std::span<std::byte> into) noexcept;

    buffer rest_;
};

}  // namespace weir::inline v0
