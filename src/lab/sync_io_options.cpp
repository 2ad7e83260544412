// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/sync_io_options.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <span>

namespace weir::inline v0::lab {
namespace {

constexpr std::array<const char*, 4> variant_names{"sync", "thread-per-request", "wrapped",
                                                   "async"};
constexpr std::array<const char*, 2> operation_names{"profile", "upload"};
constexpr std::array<const char*, 3> extra_names{"overload", "backend-limit", "cached-reads"};

template <class Enum>
std::optional<Enum> find_name(std::span<const char* const> names, std::string_view name) noexcept {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

template <class T>
bool has_repeats(std::vector<T> values) {
    std::ranges::sort(values);
    return std::ranges::adjacent_find(values) != values.end();
}

struct check {
    bool bad;
    const char* sentence;
};

std::optional<std::string> first_of(std::span<const check> checks) {
    for (const check& c : checks)
        if (c.bad) return c.sentence;
    return std::nullopt;
}

bool outside(std::optional<duration> d, duration lowest, duration highest) noexcept {
    return d.has_value() && (*d < lowest || *d > highest);
}

}  // namespace

const char* to_string(variant v) noexcept {
    return variant_names.at(static_cast<std::size_t>(v));
}
const char* to_string(operation o) noexcept {
    return operation_names.at(static_cast<std::size_t>(o));
}
const char* to_string(extra e) noexcept {
    return extra_names.at(static_cast<std::size_t>(e));
}
std::optional<variant> variant_named(std::string_view name) noexcept {
    return find_name<variant>(variant_names, name);
}
std::optional<operation> operation_named(std::string_view name) noexcept {
    return find_name<operation>(operation_names, name);
}
std::optional<extra> extra_named(std::string_view name) noexcept {
    return find_name<extra>(extra_names, name);
}

std::optional<std::string> problem_with(const sync_io_options& o) {
    using namespace std::chrono_literals;
    const bool rising = std::ranges::is_sorted(o.users, std::ranges::less_equal{});
    const auto users_out = [](unsigned n) { return n < 1 || n > 100'000; };
    return first_of(std::array{
        check{o.users.empty(), "--users needs at least one number"},
        check{std::ranges::any_of(o.users, users_out), "--users takes 1 to 100000"},
        check{o.users.size() > 100, "--users takes at most 100 steps"},
        check{!rising, "--users must rise from step to step"},
        check{o.variants.empty() || has_repeats(o.variants), "--variants must name each once"},
        check{o.operations.empty() || has_repeats(o.operations),
              "--operations must name each once"},
        check{has_repeats(o.extras), "--extras must name each once"},
        check{outside(o.io_delay, 1ms, 60s), "--io-delay takes 1ms to 60s"},
        check{outside(o.step, 100ms, 1h), "--step takes 100ms to 1h"},
        check{outside(o.warmup, 0s, 1h), "--warmup takes 0s to 1h"},
        check{o.workers < 1 || o.workers > 4096, "--workers takes 1 to 4096"},
        check{o.queue > 10'000'000, "--queue takes 0 to 10000000"},
        check{outside(o.client_timeout, 10ms, 1h), "--client-timeout takes 10ms to 1h"},
        check{o.backend_limit > 100'000, "--backend-limit takes 0 (none) to 100000"},
        check{o.upload_bytes < 1 || o.upload_bytes > (4U << 20), "--size takes 1B to 4MiB"},
    });
}

std::size_t descriptors_needed(const sync_io_options& options) noexcept {
    // Per user: a connection from the client, one to the backend, the file that is being read.
    constexpr std::size_t per_user = 3;
    constexpr std::size_t reserve = 300;
    const auto most = std::ranges::max_element(options.users);
    return reserve + (most == options.users.end() ? 0 : per_user * *most);
}

}  // namespace weir::inline v0::lab
