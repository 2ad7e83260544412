// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/cached_reads.hpp"

#include "lab/blocking/blocking_file.hpp"
#include "lab/sync_io/verdict.hpp"

#include <weir/coro/ok.hpp>
#include <weir/fs/file.hpp>
#include <weir/fs/filesystem.hpp>
#include <weir/rt/shard.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace weir::inline v0::lab {
namespace {

constexpr std::size_t smallest = 512;
constexpr std::size_t largest = std::size_t{1} << 20;
constexpr std::size_t rounds = 7;

/// Enough reads that the clock does not matter, few enough to be quick.
unsigned reads_per_round(std::size_t bytes) noexcept {
    return static_cast<unsigned>(std::clamp<std::size_t>((std::size_t{8} << 20) / bytes, 24, 2000));
}

task<result<duration>> time_async_reads(file& from, std::span<std::byte> into, unsigned count) {
    const time_point begin = clock::now();
    for (unsigned i = 0; i < count; ++i)
        if (co_await ok(from.read_full_at(into, 0)) < into.size()) co_return fail(errc::eof);
    co_return clock::now() - begin;
}

double median_us(std::array<duration, rounds> times, unsigned count) {
    std::ranges::sort(times);
    return std::chrono::duration<double, std::micro>(times[rounds / 2]).count() / count;
}

task<result<cached_read_row>> measure_size(file& from, std::span<std::byte> into) {
    const unsigned count = reads_per_round(into.size());
    std::array<duration, rounds> sync{};
    std::array<duration, rounds> async{};
    for (std::size_t i = 0; i < rounds; ++i) {
        sync[i] = co_await ok(time_blocking_reads(from.native(), into, count));
        async[i] = co_await ok(time_async_reads(from, into, count));
    }
    co_return cached_read_row{into.size(), median_us(sync, count), median_us(async, count)};
}

}  // namespace

std::optional<std::uint64_t> find_crossover(const std::vector<cached_read_row>& rows) {
    std::optional<std::uint64_t> found;
    for (auto row = rows.rbegin(); row != rows.rend() && row->async_us <= 1.05 * row->sync_us;
         ++row)
        found = row->bytes;
    return found;
}

task<result<cached_reads>> measure_cached_reads(std::string directory) {
    const std::string path = directory + "/cached.bin";
    std::vector<std::byte> content(largest, std::byte{0x5A});
    co_await ok(write_atomically(path, content));
    file from = co_await ok(file::open(path));
    cached_reads reads;
    reads.title = std::string("Small reads from the page cache: pread against file::read_at (") +
                  shard::this_shard()->driver_name() + ")";
    for (std::size_t bytes = smallest; bytes <= largest; bytes *= 2)
        reads.rows.push_back(co_await ok(measure_size(from, std::span(content).first(bytes))));
    reads.crossover_bytes = find_crossover(reads.rows);
    reads.verdict = reads_verdict(reads);
    co_return reads;
}

}  // namespace weir::inline v0::lab
