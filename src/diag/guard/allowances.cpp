// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/allowances.hpp"

#include <weir/base/log.hpp>
#include <weir/rt/shard.hpp>

#include <array>
#include <string>

namespace weir::inline v0 {
namespace diag {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

constinit std::array<detail::allow_rule, 256> table{};
constinit thread_local blocking_allowed* newest = nullptr;

// With the reason: all that the arguments of a macro contain has one place.
std::uint64_t key_of(const char* reason, const std::source_location& at) noexcept {
    const auto file = reinterpret_cast<std::uintptr_t>(at.file_name());
    const auto text = reinterpret_cast<std::uintptr_t>(reason);
    return ((file << 24) ^ (text << 40) ^ text ^ (std::uint64_t{at.line()} << 9) ^
            (std::uint64_t{at.column()} << 1)) |
           1;
}

/// Null when the table is full: such a place allows nothing.
detail::allow_rule* rule_at(const char* reason, const std::source_location& at) noexcept {
    const std::uint64_t key = key_of(reason, at);
    for (detail::allow_rule& rule : table) {
        std::uint64_t seen = rule.key.load(relaxed);
        if (seen == 0 && rule.key.compare_exchange_strong(seen, key, relaxed)) {
            rule.reason = reason;
            rule.at = at;
            rule.named.store(true, std::memory_order_release);
            return &rule;
        }
        if (seen == key) return &rule;
    }
    return nullptr;
}

void warn_of_crossing(const detail::allow_rule& rule) noexcept {
    log(log_level::warning, "blocking_allowed(\"" + std::string(rule.reason) + "\") at " +
                                rule.at.file_name() + ":" + std::to_string(rule.at.line()) +
                                " was kept over a suspension, from which on it allows nothing");
}

}  // namespace

void allowances::add(blocking_allowed& one) noexcept {
    one.older_ = newest;
    if (newest != nullptr) newest->newer_ = &one;
    newest = &one;
}

void allowances::remove(blocking_allowed& one) noexcept {
    if (one.older_ != nullptr) one.older_->newer_ = one.newer_;
    (one.newer_ != nullptr ? one.newer_->older_ : newest) = one.older_;
}

bool allowances::hold(const shard& here) noexcept {
    return newest != nullptr && newest->step_ == here.steps();
}

void allowances::fired() noexcept {
    newest->rule_->fired.fetch_add(1, relaxed);
}

void allowances::reset() noexcept {
    for (detail::allow_rule& rule : table) {
        rule.entered.store(0, relaxed);
        rule.fired.store(0, relaxed);
        rule.crossed.store(0, relaxed);
    }
}

blocking_allowed::blocking_allowed(const char* reason, const std::source_location& at) noexcept {
    const shard* here = shard::this_shard();
    if (here == nullptr || blocking_guard::current_mode() == blocking_guard::mode::off) return;
    rule_ = rule_at(reason, at);
    if (rule_ == nullptr) return;
    rule_->entered.fetch_add(1, relaxed);
    step_ = here->steps();
    allowances::add(*this);
}

blocking_allowed::~blocking_allowed() {
    if (rule_ == nullptr) return;
    allowances::remove(*this);
    const shard* here = shard::this_shard();
    if (here != nullptr && here->steps() == step_) return;
    rule_->crossed.fetch_add(1, relaxed);
    if (!rule_->warned.exchange(true, relaxed)) warn_of_crossing(*rule_);
}

std::vector<blocking_guard::rule> blocking_guard::rules() {
    std::vector<rule> found;
    for (const detail::allow_rule& r : table) {
        if (!r.named.load(std::memory_order_acquire) || r.entered.load(relaxed) == 0) continue;
        found.push_back({r.reason, r.at, r.entered.load(relaxed), r.fired.load(relaxed),
                         r.crossed.load(relaxed)});
    }
    return found;
}

std::vector<blocking_guard::rule> blocking_guard::unused_rules() {
    std::vector<rule> found = rules();
    std::erase_if(found, [](const rule& r) { return r.fired != 0; });
    return found;
}

}  // namespace diag
}  // namespace weir::inline v0
