// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/buffer_chain.hpp>
#include <weir/base/fatal.hpp>

#include <algorithm>

namespace weir::inline v0 {

void buffer_chain::append(buffer data) {
    if (data.empty()) return;
    make_place(1);
    close_tail();
    size_ += data.size();
    pieces_.push_back(std::move(data));
}

void buffer_chain::append(buffer_chain other) {
    if (other.empty()) return;
    make_place(other.pieces());
    close_tail();
    for (std::size_t i = other.first_; i < other.pieces_.size(); ++i)
        pieces_.push_back(std::move(other.pieces_[i]));
    size_ += other.size_;
    room_ = other.room_;
}

void buffer_chain::append_copy(std::string_view text) {
    const std::size_t fitting = std::min(room_, text.size());
    const std::string_view rest = text.substr(fitting);
    buffer block;
    if (!rest.empty()) {
        block = buffer::allocate(std::max(block_size, rest.size()));
        make_place(1);
    }
    copy_to_room(text.substr(0, fitting));
    if (rest.empty()) return;
    room_ = block.size();
    pieces_.push_back(std::move(block));
    copy_to_room(rest);
}

std::span<std::byte> buffer_chain::prepare(std::size_t n) {
    if (room_ < n) {
        buffer block = buffer::allocate(std::max(block_size, n));
        make_place(1);
        close_tail();
        room_ = block.size();
        pieces_.push_back(std::move(block));
    }
    buffer& tail = pieces_.back();
    return tail.bytes().last(room_).first(n);
}

void buffer_chain::commit(std::size_t n) noexcept {
    room_ -= n;
    size_ += n;
}

void buffer_chain::prepend(buffer data) {
    if (data.empty()) return;
    const std::size_t added = data.size();
    if (first_ > 0)
        pieces_[--first_] = std::move(data);
    else
        pieces_.insert(pieces_.begin(), std::move(data));
    size_ += added;
}

void buffer_chain::consume(std::size_t n) noexcept {
    require(n <= size_, "more was consumed than the buffer chain holds");
    if (n == size_) return clear();
    size_ -= n;
    while (n >= piece(first_).size()) {
        n -= piece(first_).size();
        pieces_[first_++] = buffer();
    }
    pieces_[first_].remove_prefix(n);
}

buffer buffer_chain::pop_front() noexcept {
    if (empty()) return {};
    if (pieces() == 1) close_tail();
    buffer front = std::move(pieces_[first_++]);
    size_ -= front.size();
    if (empty()) clear();
    return front;
}

void buffer_chain::clear() noexcept {
    pieces_.clear();
    first_ = size_ = room_ = 0;
}

std::size_t buffer_chain::fill_iovec(std::span<iovec> out) const noexcept {
    const std::size_t n = std::min(out.size(), pieces());
    for (std::size_t i = 0; i < n; ++i) {
        const std::string_view text = piece(first_ + i);
        out[i] = {const_cast<char*>(text.data()), text.size()};
    }
    return n;
}

std::string buffer_chain::to_string() const {
    std::string all;
    all.reserve(size_);
    for (std::size_t i = first_; i < pieces_.size(); ++i) all += piece(i);
    return all;
}

std::string_view buffer_chain::piece(std::size_t index) const noexcept {
    const std::string_view window = pieces_[index].view();
    return window.substr(0, window.size() - (index + 1 == pieces_.size() ? room_ : 0));
}

// Everything that can throw happens here, before anything changes. The used-up front is dropped
// only when it is half of the vector: a chain that never runs empty stays bounded, at O(1) a piece.
void buffer_chain::make_place(std::size_t n) {
    if (first_ > 0 && first_ >= pieces()) {
        pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
    if (pieces_.capacity() - pieces_.size() < n)
        pieces_.reserve(std::max(pieces_.size() + n, 2 * pieces_.capacity()));
}

void buffer_chain::copy_to_room(std::string_view text) noexcept {
    if (text.empty()) return;
    buffer& tail = pieces_.back();
    std::memcpy(tail.data() + (tail.size() - room_), text.data(), text.size());
    room_ -= text.size();
    size_ += text.size();
}

void buffer_chain::close_tail() noexcept {
    if (room_ == 0) return;
    pieces_.back().truncate(pieces_.back().size() - room_);
    room_ = 0;
    if (pieces_.back().empty()) pieces_.pop_back();  // prepared, and nothing was committed
}

}  // namespace weir::inline v0
