// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// Random reads of 4 KiB that the page cache holds, by one thread: 32 tasks of ours, a loop written
/// by hand on io_uring that keeps 32 reads in flight, and plain pread. Time is the thread's CPU
/// time; "ns/read" is the number to read, and "of_ring" of the benchmark that goes back and forth
/// between ours and the loop, so that the machine's drift cancels.

#include <weir/coro.hpp>
#include <weir/fs/file.hpp>
#include <weir/rt/runtime.hpp>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <liburing.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace weir {
namespace {

constexpr std::size_t page = 4096;
constexpr std::uint64_t pages = 65'536;  // 256 MiB, more than the processor's caches
constexpr unsigned depth = 32;
constexpr unsigned reads = 64'000;  // per iteration

using page_buffer = std::array<std::byte, page>;

/// A file without a name, full of bytes, in the cache.
class cached_file {
public:
    cached_file() {
        char name[] = "file_bench.XXXXXX";
        fd_ = mkstemp(name);
        if (fd_ < 0) std::abort();
        unlink(name);
        const std::vector<char> block(page * 256, 'w');
        for (std::uint64_t at = 0; at < pages; at += 256)
            if (::write(fd_, block.data(), block.size()) < 0) std::abort();
    }
    [[nodiscard]] int fd() const noexcept { return fd_; }
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
    int fd_;
};

const cached_file& sample() {
    static const cached_file file;
    return file;
}

/// Offsets all over the file, the same for everybody.
class offsets {
public:
    explicit offsets(std::uint64_t seed) noexcept : state_(seed) {}
    std::uint64_t next() noexcept {
        state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return (state_ >> 40) % pages * page;
    }

private:
    std::uint64_t state_;
};

double cpu_seconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

void count_reads(benchmark::State& state) {
    state.counters["ns/read"] = benchmark::Counter(
        reads, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

task<result<void>> reader(file& from, std::uint64_t seed) {
    page_buffer into;
    offsets where(seed);
    for (unsigned i = 0; i < reads / depth; ++i)
        if (co_await ok(from.read_at(into, where.next())) != page) co_return fail(errc::eof);
    co_return {};
}

task<result<double>> read_with_tasks() {
    file from = co_await ok(file::open(sample().path()));
    const double begun = cpu_seconds();
    co_await ok(with_scope([&](scope& all) -> task<result<void>> {
        for (unsigned i = 0; i < depth; ++i) all.spawn("reader", reader, std::ref(from), i);
        co_return {};
    }));
    co_return cpu_seconds() - begun;
}

class ring_loop {
public:
    [[nodiscard]] bool open() {
        io_uring_params p{};
        p.flags =
            IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_COOP_TASKRUN;
        open_ = io_uring_queue_init_params(depth * 2, &ring_, &p) == 0;
        return open_ && io_uring_register_ring_fd(&ring_) == 1;
    }
    ~ring_loop() {
        if (open_) io_uring_queue_exit(&ring_);
    }

    /// True if every read gave a page.
    [[nodiscard]] bool run() {
        for (unsigned i = 0; i < depth; ++i) submit(i);
        unsigned done = 0;
        bool good = true;
        while (done < reads) {
            io_uring_submit_and_wait(&ring_, 1);
            io_uring_cqe* cqe = nullptr;
            while (io_uring_peek_cqe(&ring_, &cqe) == 0) {
                good = good && cqe->res == static_cast<int>(page);
                const auto slot = static_cast<unsigned>(cqe->user_data);
                io_uring_cqe_seen(&ring_, cqe);
                if (++done + depth <= reads) submit(slot);
            }
        }
        return good;
    }

private:
    void submit(unsigned slot) {
        io_uring_sqe* sqe = io_uring_get_sqe(&ring_);
        io_uring_prep_read(sqe, sample().fd(), buffers_[slot].data(), page, where_.next());
        sqe->user_data = slot;
    }

    io_uring ring_{};
    bool open_ = false;
    std::array<page_buffer, depth> buffers_;
    offsets where_{1};
};

/// CPU seconds of all reads, each way.
result<double> by_tasks() {
    return run(read_with_tasks, {.shards = 1});
}

result<double> by_ring() {
    ring_loop loop;
    if (!loop.open()) return fail(errc::unavailable);
    const double begun = cpu_seconds();
    if (!loop.run()) return fail(errc::eof);
    return cpu_seconds() - begun;
}

void time_reads(benchmark::State& state, result<double> (*read)()) {
    static_cast<void>(sample());
    for (auto _ : state) {
        const auto took = read();
        if (!took) return state.SkipWithError(took.error().message().c_str());
        state.SetIterationTime(*took);
    }
    count_reads(state);
}

void weir_tasks(benchmark::State& state) {
    time_reads(state, by_tasks);
}

void ring_by_hand(benchmark::State& state) {
    time_reads(state, by_ring);
}

void weir_tasks_between_rings(benchmark::State& state) {
    static_cast<void>(sample());
    double ratios = 0;
    for (auto _ : state) {
        const auto before = by_ring();
        const auto took = by_tasks();
        const auto after = by_ring();
        if (!before || !took || !after) return state.SkipWithError("a read failed");
        state.SetIterationTime(*took);
        ratios += *took / ((*before + *after) / 2);
    }
    state.counters["of_ring"] = ratios / static_cast<double>(state.iterations());
}

void plain_pread(benchmark::State& state) {
    page_buffer into;
    offsets where(1);
    for (auto _ : state) {
        const double begun = cpu_seconds();
        for (unsigned i = 0; i < reads; ++i)
            if (pread(sample().fd(), into.data(), page, static_cast<off_t>(where.next())) < 0)
                return state.SkipWithError("a read failed");
        state.SetIterationTime(cpu_seconds() - begun);
    }
    count_reads(state);
}

BENCHMARK(weir_tasks)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(ring_by_hand)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(weir_tasks_between_rings)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(plain_pread)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weir
