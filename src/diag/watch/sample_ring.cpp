// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/sample_ring.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t ring_bytes = sample_ring::capacity * sizeof(raw_sample);

}  // namespace

void raw_sample::set_frames(std::span<const native_frame> from) noexcept {
    size = static_cast<std::uint32_t>(std::min(from.size(), max_frames));
    doubtful = 0;
    for (std::size_t i = 0; i < size; ++i) {
        frames[i] = from[i].pc;
        if (from[i].doubtful) doubtful |= std::uint64_t{1} << i;
    }
}

std::vector<native_frame> native_frames(const raw_sample& sample) {
    std::vector<native_frame> frames;
    for (std::size_t i = 0; i < sample.size; ++i)
        frames.push_back({sample.frames[i], (sample.doubtful >> i & 1) != 0});
    return frames;
}

void sample_ring::release::operator()(raw_sample* samples) const noexcept {
    munmap(samples, ring_bytes);
}

sample_ring::sample_ring() {
    void* place = mmap(nullptr, ring_bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) throw std::bad_alloc();
    samples_.reset(static_cast<raw_sample*>(place));
}

void sample_ring::push(const raw_sample& sample) noexcept {
    const std::scoped_lock hold(lock_);
    samples_[written_++ % capacity] = sample;
}

void sample_ring::clear() noexcept {
    const std::scoped_lock hold(lock_);
    written_ = 0;
}

// Reserves before it takes the lock: the writer must never wait for the allocator.
std::vector<raw_sample> sample_ring::since(std::uint64_t since_ns) const {
    std::vector<raw_sample> found;
    found.reserve(capacity);
    const std::scoped_lock hold(lock_);
    const std::uint64_t first = written_ > capacity ? written_ - capacity : 0;
    for (std::uint64_t i = first; i < written_; ++i)
        if (samples_[i % capacity].at_ns >= since_ns) found.push_back(samples_[i % capacity]);
    return found;
}

}  // namespace weir::inline v0::diag
