// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One walk from a frame out to the first of its thread, see unwinder.hpp.

#include "diag/native/call_site.hpp"
#include "diag/native/module_table.hpp"
#include "diag/native/native_frame.hpp"
#include "diag/native/register_file.hpp"
#include "diag/native/stack_copy.hpp"
#include "diag/native/unwind_entry.hpp"
#include "diag/native/unwind_row.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace weir::inline v0::diag {

class frame_walk {
public:
    frame_walk(const module_table& modules, const stack_copy& stack,
               const register_file& at) noexcept
        : modules_(modules), stack_(stack), now_(at) {}

    /// Returns how many of `out` were written.
    [[nodiscard]] std::size_t run(std::span<native_frame> out) noexcept;

private:
    enum class outcome : std::uint8_t {
        caller,  ///< `now_` is the caller's
        first,   ///< there is none: the thread began here
        lost,    ///< the stack is cut off or makes no sense
    };
    enum class trust : std::uint8_t {
        looks_like_one,  ///< it has a return address
        leads_home,      ///< and the tables lead from there to the thread's first frame
        fits,            ///< and the call before it is by pointer, so it may go where it must
        verified,        ///< it is where it must be, or the call before it goes where it must
    };
    /// A place where a frame record seems to be.
    struct found_record {
        std::uintptr_t at = 0;
        trust how = trust::looks_like_one;
        std::uintptr_t home = 0;  ///< how far up the stack it leads, if home
    };

    [[nodiscard]] outcome step() noexcept;
    [[nodiscard]] outcome step_by_tables(const unwind_entry& entry, const unwind_row& row) noexcept;
    [[nodiscard]] bool is_in_stub() noexcept;
    [[nodiscard]] outcome step_out_of_stub() noexcept;
    [[nodiscard]] outcome step_by_record() noexcept;
    [[nodiscard]] outcome step_over(const found_record& record) noexcept;
    [[nodiscard]] outcome enter(const register_file& caller, bool from_signal) noexcept;

    [[nodiscard]] std::optional<std::uintptr_t> frame_address(const unwind_rule& rule) noexcept;
    [[nodiscard]] std::optional<std::uintptr_t> value_of(const unwind_rule& rule, std::size_t r,
                                                         std::uintptr_t frame,
                                                         bool keep_all) noexcept;
    [[nodiscard]] bool guess_frame_pointer(const unwind_entry& entry) noexcept;
    [[nodiscard]] std::optional<found_record> record_by_prologue(
        const unwind_entry& entry) noexcept;
    [[nodiscard]] std::optional<found_record> search_record(std::uintptr_t code) noexcept;
    [[nodiscard]] std::optional<found_record> record_at(std::uintptr_t address,
                                                        std::uintptr_t code) noexcept;
    [[nodiscard]] std::optional<call_site> call_returning_to(std::uintptr_t pc) const noexcept;
    [[nodiscard]] std::uintptr_t home_from(std::uintptr_t record) const noexcept;
    [[nodiscard]] static bool is_better(const found_record& a,
                                        const std::optional<found_record>& b) noexcept;
    [[nodiscard]] bool has_caller_above(std::uintptr_t record) noexcept;

    const module_table& modules_;
    stack_copy stack_;
    register_file now_;
    bool exact_ = true;       // the pc is that of an instruction, not of the one after a call
    bool doubtful_ = false;   // the frame stepped to was guessed and not verified
    bool may_search_ = true;  // else only the tables are asked
    bool searched_ = false;   // some record was searched for since the step began
};

}  // namespace weir::inline v0::diag
