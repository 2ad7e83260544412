// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/frame_walk.hpp"

#include "diag/native/dwarf_expression.hpp"
#include "diag/native/prologue.hpp"

namespace weir::inline v0::diag {
namespace {

using kind = unwind_rule::kind;

constexpr std::uintptr_t word_size = sizeof(std::uintptr_t);
constexpr std::uintptr_t record_size = 2 * word_size;
constexpr std::uintptr_t record_alignment = 16;  // that of the stack at a call
constexpr std::uintptr_t search_limit = std::uintptr_t{64} << 10U;
constexpr std::size_t max_candidates = 32;
constexpr std::size_t max_trial_steps = 32;

}  // namespace

std::size_t frame_walk::run(std::span<native_frame> out) noexcept {
    if (out.empty()) return 0;
    out[0] = {.pc = now_.pc()};
    std::size_t count = 1;
    std::size_t first_searched = out.size();
    outcome last = outcome::caller;
    while (count < out.size()) {
        last = step();
        if (last != outcome::caller) break;
        if (searched_ && first_searched == out.size()) first_searched = count;
        out[count++] = {.pc = now_.pc(), .doubtful = doubtful_};
    }
    // What was searched for opened a chain that leads nowhere.
    if (last == outcome::lost)
        for (std::size_t i = first_searched; i < count; ++i) out[i].doubtful = true;
    return count;
}

frame_walk::outcome frame_walk::step() noexcept {
    doubtful_ = searched_ = false;
    const std::uintptr_t within = exact_ ? now_.pc() : now_.pc() - 1;
    const module_info* module = modules_.find(within);
    if (module == nullptr) return step_by_record();
    const std::optional<unwind_entry> entry = find_unwind_entry(*module, within);
    if (!entry && exact_ && is_in_stub()) return step_out_of_stub();
    if (!entry || entry->return_register != register_file::return_address) return step_by_record();
    const std::optional<unwind_row> row = unwind_row_at(*entry, within);
    return row ? step_by_tables(*entry, *row) : step_by_record();
}

frame_walk::outcome frame_walk::step_by_tables(const unwind_entry& entry,
                                               const unwind_row& row) noexcept {
    if (row.registers[register_file::return_address].is == kind::undefined) return outcome::first;
    std::optional<std::uintptr_t> frame = frame_address(row.frame);
    if (!frame && !now_.knows(register_file::frame_pointer) && may_search_ &&
        guess_frame_pointer(entry))
        frame = frame_address(row.frame);
    if (!frame) return step_by_record();
    register_file caller = now_;
    for (std::size_t r = 0; r < register_file::count; ++r) {
        if (const auto value = value_of(row.registers[r], r, *frame, entry.is_signal_frame))
            caller.set(r, *value);
        else
            caller.forget(r);
    }
    if (!caller.knows(register_file::return_address)) return outcome::lost;
    return enter(caller, entry.is_signal_frame);
}

frame_walk::outcome frame_walk::enter(const register_file& caller, bool from_signal) noexcept {
    if (caller.pc() == 0) return outcome::first;
    const bool advances = caller.sp() > now_.sp() || (from_signal && stack_.may_hold(caller.sp()));
    if (!advances) return outcome::lost;
    if (!from_signal && modules_.find(caller.pc() - 1) == nullptr) {
        if (!call_before(caller.pc())) return outcome::lost;
        doubtful_ = searched_ = true;  // of a compiler at run time, or a chance
    }
    now_ = caller;
    exact_ = from_signal;
    return outcome::caller;
}

std::optional<std::uintptr_t> frame_walk::frame_address(const unwind_rule& rule) noexcept {
    if (rule.is == kind::is_expression) return evaluate(rule.expression, now_, stack_, {});
    const auto r = static_cast<std::size_t>(rule.number);
    if (rule.is != kind::register_and_more || !now_.knows(r)) return {};
    return now_[r] + static_cast<std::uintptr_t>(rule.more);
}

std::optional<std::uintptr_t> frame_walk::value_of(const unwind_rule& rule, std::size_t r,
                                                   std::uintptr_t frame, bool keep_all) noexcept {
    const auto number = static_cast<std::uintptr_t>(rule.number);
    const auto kept = [this](std::size_t from) {
        return now_.knows(from) ? std::optional(now_[from]) : std::nullopt;
    };
    switch (rule.is) {
        case kind::unspecified:
            if (r == register_file::stack_pointer) return frame;
            if (r == register_file::return_address) return {};
            return keep_all || register_file::is_preserved(r) ? kept(r) : std::nullopt;
        case kind::same:
            return kept(r);
        case kind::at_offset:
            return stack_.word(frame + number);
        case kind::is_offset:
            return frame + number;
        case kind::in_register:
            return kept(number);
        case kind::is_expression:
            return evaluate(rule.expression, now_, stack_, frame);
        case kind::at_expression: {
            const auto address = evaluate(rule.expression, now_, stack_, frame);
            return address ? stack_.word(*address) : std::nullopt;
        }
        default:
            return {};
    }
}

bool frame_walk::guess_frame_pointer(const unwind_entry& entry) noexcept {
    std::optional<found_record> record = record_by_prologue(entry);
    if (!record || record->how != trust::verified) {
        const std::optional<found_record> other = search_record(entry.code_begin);
        if (other && is_better(*other, record)) record = other;
        if (!record) return false;
        searched_ = true;
    }
    doubtful_ = record->how != trust::verified;
    now_.set(register_file::frame_pointer, record->at);
    return true;
}

std::optional<frame_walk::found_record> frame_walk::record_by_prologue(
    const unwind_entry& entry) noexcept {
    const std::optional<std::size_t> size = frame_size_of(entry.code_begin, entry.code_end);
    if (!size) return {};
    std::optional<found_record> record = record_at(now_.sp() + *size, entry.code_begin);
    // The call may be by pointer, or to a function that ended by jumping here; the place is right,
    // unless the function was caught while it made or gave back its frame.
    if (record && !exact_ && record->how >= trust::leads_home) record->how = trust::verified;
    return record;
}

std::optional<call_site> frame_walk::call_returning_to(std::uintptr_t pc) const noexcept {
    const module_info* module = modules_.find(pc - 1);
    if (module == nullptr) return {};
    if (const std::optional<call_site> call = call_before(pc)) return call;
    // A signal handler returns to where nothing called it.
    const std::optional<unwind_entry> entry = find_unwind_entry(*module, pc);
    return entry && entry->is_signal_frame ? std::optional(call_site()) : std::nullopt;
}

std::optional<frame_walk::found_record> frame_walk::search_record(std::uintptr_t code) noexcept {
    std::optional<found_record> best;
    std::size_t seen = 0;
    const std::uintptr_t begin = (now_.sp() + record_alignment - 1) & ~(record_alignment - 1);
    for (std::uintptr_t at = begin; at - begin < search_limit; at += record_alignment) {
        if (seen == max_candidates || !stack_.word(at + word_size)) break;
        const std::optional<found_record> record = record_at(at, code);
        if (record && record->how == trust::verified) return record;
        if (!record || !has_caller_above(at)) continue;
        ++seen;
        if (is_better(*record, best)) best = record;
    }
    return best;
}

/// How far up the stack the tables alone lead from there, if that is to the first frame of a
/// thread; else 0. What an earlier call left behind may lead there too, if what it was called by
/// still runs.
std::uintptr_t frame_walk::home_from(std::uintptr_t record) const noexcept {
    frame_walk trial = *this;
    trial.may_search_ = false;
    outcome last = trial.step_over({.at = record});
    for (std::size_t i = 0; i < max_trial_steps && last == outcome::caller; ++i)
        last = trial.step();
    if (last == outcome::lost) return 0;
    return last == outcome::first ? trial.now_.sp() : ~std::uintptr_t{0};
}

/// There is but one first frame: what ends below it was left behind.
bool frame_walk::is_better(const found_record& a, const std::optional<found_record>& b) noexcept {
    if (!b || a.how == trust::verified) return true;
    return a.home != b->home ? a.home > b->home : a.how > b->how;
}

std::optional<frame_walk::found_record> frame_walk::record_at(std::uintptr_t address,
                                                              std::uintptr_t code) noexcept {
    const std::optional<std::uintptr_t> return_address = stack_.word(address + word_size);
    if (!return_address) return {};
    const std::optional<call_site> call = call_returning_to(*return_address);
    if (!call) return {};
    if (code != 0 && call->target == code)
        return found_record{.at = address, .how = trust::verified};
    found_record record{.at = address, .home = home_from(address)};
    if (record.home != 0) record.how = call->target == 0 ? trust::fits : trust::leads_home;
    return record;
}

bool frame_walk::has_caller_above(std::uintptr_t record) noexcept {
    const std::optional<std::uintptr_t> saved = stack_.word(record);
    return saved && (*saved == 0 || (*saved > record && stack_.may_hold(*saved)));
}

/// Whether the thread is where a call to a stub of the linker's goes. Some linkers write no table
/// for stubs, which push nothing before they jump.
bool frame_walk::is_in_stub() noexcept {
    constexpr std::uintptr_t stub_size = 16;
    const std::optional<std::uintptr_t> return_address = stack_.word(now_.sp());
    const auto call = return_address ? call_returning_to(*return_address) : std::nullopt;
    return call && call->stub <= now_.pc() && now_.pc() - call->stub < stub_size;
}

frame_walk::outcome frame_walk::step_out_of_stub() noexcept {
    register_file caller = now_;
    caller.set(register_file::return_address, stack_.word(now_.sp()).value_or(0));
    caller.set(register_file::stack_pointer, now_.sp() + word_size);
    return enter(caller, false);
}

frame_walk::outcome frame_walk::step_by_record() noexcept {
    if (!may_search_) return outcome::lost;
    searched_ = doubtful_ = true;
    const std::uintptr_t bp = now_.bp();
    if (now_.knows(register_file::frame_pointer) && bp >= now_.sp()) {
        if (const auto record = record_at(bp, 0)) return step_over(*record);
    }
    const std::optional<found_record> record = search_record(0);
    return record ? step_over(*record) : outcome::lost;
}

frame_walk::outcome frame_walk::step_over(const found_record& record) noexcept {
    register_file caller;
    const std::optional<std::uintptr_t> pc = stack_.word(record.at + word_size);
    const std::optional<std::uintptr_t> bp = stack_.word(record.at);
    if (!pc || !bp) return outcome::lost;
    caller.set(register_file::return_address, *pc);
    caller.set(register_file::frame_pointer, *bp);
    caller.set(register_file::stack_pointer, record.at + record_size);
    return enter(caller, false);
}

}  // namespace weir::inline v0::diag
