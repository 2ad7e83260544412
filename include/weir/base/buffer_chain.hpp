// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A sequence of buffers that is written as if it were one: the output side of a connection.
///
///     buffer_chain out;
///     out.append_copy("HTTP/1.1 200 OK\r\n\r\n");   // small texts share a block
///     out.append(std::move(body));                  // large ones are taken over, not copied
///     std::array<iovec, 16> pieces;
///     auto n = out.fill_iovec(pieces);              // then writev(fd, pieces.data(), n)
///     out.consume(written);                         // blocks that were written go back
///
/// A chain moves, never copies. Its size is bounded by whoever appends to it. Not thread-safe: a
/// chain stays on the shard that lent its buffers.

#include <weir/base/buffer.hpp>

#include <sys/uio.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0 {

class buffer_chain {
public:
    /// The least size of a block for copied text.
    static constexpr std::size_t block_size = 1024;

    buffer_chain() noexcept = default;
    buffer_chain(buffer_chain&& other) noexcept { swap(other); }
    buffer_chain& operator=(buffer_chain&& other) noexcept {
        buffer_chain(std::move(other)).swap(*this);
        return *this;
    }
    ~buffer_chain() = default;

    /// Takes the buffer over; an empty one is given back at once.
    void append(buffer data);
    void append(buffer_chain other);

    /// Copies into the tail block, or a new one. `text` may lie in this chain.
    void append_copy(std::string_view text);

    /// Room for `n` bytes in one piece, to be written in place: `commit` says how many were.
    /// Valid until the chain changes.
    [[nodiscard]] std::span<std::byte> prepare(std::size_t n);
    void commit(std::size_t n) noexcept;

    void prepend(buffer data);

    /// Removes the first `n` bytes, at most `size()`: what a write has sent.
    void consume(std::size_t n) noexcept;

    /// Removes and returns the first piece, an empty buffer when there is none.
    [[nodiscard]] buffer pop_front() noexcept;

    void clear() noexcept;

    /// Describes the first pieces for a gathered write; returns how many. Valid until the chain
    /// changes.
    [[nodiscard]] std::size_t fill_iovec(std::span<iovec> out) const noexcept;

    /// All bytes, copied.
    [[nodiscard]] std::string to_string() const;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t pieces() const noexcept { return pieces_.size() - first_; }

    void swap(buffer_chain& other) noexcept {
        pieces_.swap(other.pieces_);
        std::swap(first_, other.first_);
        std::swap(size_, other.size_);
        std::swap(room_, other.room_);
    }

private:
    [[nodiscard]] std::string_view piece(std::size_t index) const noexcept;
    void make_place(std::size_t n);
    void copy_to_room(std::string_view text) noexcept;
    void close_tail() noexcept;

    // pieces_[first_..] are in use. The window of the last one includes `room_` unwritten bytes.
    std::vector<buffer> pieces_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
    std::size_t room_ = 0;
};

}  // namespace weir::inline v0
