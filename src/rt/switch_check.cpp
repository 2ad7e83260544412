// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/switch_check.hpp"

#include <sys/resource.h>
#include <sys/rseq.h>
#include <time.h>

#include <cstdlib>
#include <cstring>

namespace weir::inline v0::detail {
namespace {

// The kernel kills a thread whose section's abort address does not follow the signature, even if it
// is never used.
constexpr std::uint32_t abort_place[2] = {RSEQ_SIG, 0};

// A section of no instructions, which no thread is ever inside of.
const rseq_cs empty_section{
    .version = 0,
    .flags = 0,
    .start_ip = 0,
    .post_commit_offset = 0,
    .abort_ip = reinterpret_cast<std::uintptr_t>(&abort_place[1]),
};

bool cell_notices_sleep() noexcept {
    std::uint64_t* cell = rseq_cell();
    if (cell == nullptr) return false;
    __atomic_store_n(cell, rseq_armed_value(), __ATOMIC_RELAXED);
    const timespec moment{.tv_sec = 0, .tv_nsec = 50'000};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, nullptr);
    const bool noticed = __atomic_load_n(cell, __ATOMIC_RELAXED) != rseq_armed_value();
    __atomic_store_n(cell, 0, __ATOMIC_RELAXED);
    return noticed;
}

bool wished(const char* tier) noexcept {
    const char* wish = std::getenv("WEIR_DIAG_SWITCHES");
    return wish != nullptr && std::strcmp(wish, tier) == 0;
}

switch_tier find_tier() noexcept {
    if (wished("none")) return switch_tier::none;
    return !wished("getrusage") && cell_notices_sleep() ? switch_tier::rseq
                                                        : switch_tier::getrusage;
}

}  // namespace

switch_counts switches_of_this_thread() noexcept {
    rusage used{};
    getrusage(RUSAGE_THREAD, &used);
    return {static_cast<std::uint64_t>(used.ru_nvcsw), static_cast<std::uint64_t>(used.ru_nivcsw)};
}

std::uint64_t* rseq_cell() noexcept {
    if (__rseq_size == 0) return nullptr;
    auto* area = reinterpret_cast<struct rseq*>(static_cast<char*>(__builtin_thread_pointer()) +
                                                __rseq_offset);
    return reinterpret_cast<std::uint64_t*>(&area->rseq_cs);
}

std::uint64_t rseq_armed_value() noexcept {
    return reinterpret_cast<std::uintptr_t>(&empty_section);
}

switch_tier usable_switch_tier() noexcept {
    static const switch_tier tier = find_tier();
    return tier;
}

}  // namespace weir::inline v0::detail
