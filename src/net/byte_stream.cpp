// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/ok.hpp>
#include <weir/net/byte_stream.hpp>

#include <algorithm>
#include <cstring>

namespace weir::inline v0 {

task<result<void>> byte_stream::read_exact(std::span<std::byte> into) {
    while (!into.empty()) into = into.subspan(co_await ok(read(into)));
    co_return {};
}

task<result<std::size_t>> byte_stream::do_read(std::span<std::byte> into) {
    rest_ = co_await ok(do_recv());
    co_return copy_rest(into);
}

task<result<buffer>> byte_stream::take_rest() {
    co_return std::move(rest_);
}

task<result<std::size_t>> byte_stream::read_rest(std::span<std::byte> into) {
    co_return copy_rest(into);
}

std::size_t byte_stream::copy_rest(std::span<std::byte> into) noexcept {
    const std::size_t size = std::min(into.size(), rest_.size());
    std::memcpy(into.data(), rest_.data(), size);
    rest_.remove_prefix(size);
    if (rest_.empty()) rest_ = buffer();
    return size;
}

}  // namespace weir::inline v0
