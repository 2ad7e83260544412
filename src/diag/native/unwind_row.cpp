// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/unwind_row.hpp"

#include "diag/native/byte_reader.hpp"

namespace weir::inline v0::diag {
namespace {

using kind = unwind_rule::kind;

constexpr std::size_t max_saved_rows = 8;
constexpr std::size_t max_instructions = 32768;

/// The machine that DW_CFA instructions are for.
class table_machine {
public:
    table_machine(const unwind_entry& entry, std::uintptr_t pc) noexcept
        : entry_(entry), pc_(pc), at_(entry.code_begin) {}

    [[nodiscard]] bool run(const unwind_program& program, bool is_initial) noexcept;
    void remember_as_initial() noexcept { initial_ = row_; }
    [[nodiscard]] const unwind_row& row() const noexcept { return row_; }

private:
    // Each returns whether it knows the operation.
    bool step(byte_reader& in) noexcept;
    bool move(std::uint8_t operation, byte_reader& in) noexcept;
    bool set_frame(std::uint8_t operation, byte_reader& in) noexcept;
    bool set_register(std::uint8_t operation, byte_reader& in) noexcept;
    bool set_by_more(std::uint8_t operation, byte_reader& in) noexcept;

    void advance(std::uint64_t units) noexcept { at_ += units * entry_.code_alignment; }
    [[nodiscard]] std::int64_t scaled(byte_reader& in) const noexcept {
        return scaled(static_cast<std::int64_t>(in.uleb()));
    }
    [[nodiscard]] std::int64_t scaled(std::int64_t units) const noexcept {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(units) *
                                         static_cast<std::uint64_t>(entry_.data_alignment));
    }
    /// Vector registers are saved by some; nobody asks for them.
    void set(std::uint64_t r, const unwind_rule& rule) noexcept {
        if (r < row_.registers.size()) row_.registers[r] = rule;
    }
    void restore(std::uint64_t r) noexcept {
        if (r < row_.registers.size()) row_.registers[r] = initial_.registers[r];
    }
    bool remember() noexcept;
    bool recall() noexcept;

    const unwind_entry& entry_;
    std::uintptr_t pc_;
    std::uintptr_t at_;
    unwind_row row_;
    unwind_row initial_;
    std::array<unwind_row, max_saved_rows> remembered_;
    std::size_t depth_ = 0;
};

bool table_machine::run(const unwind_program& program, bool is_initial) noexcept {
    byte_reader in(program.bytes, program.address);
    for (std::size_t i = 0; !in.done() && i < max_instructions; ++i) {
        if (!step(in)) return false;
        if (!is_initial && at_ > pc_) return true;
    }
    return in.done() && !in.failed();
}

bool table_machine::step(byte_reader& in) noexcept {
    const std::uint8_t code = in.u8();
    const std::uint8_t low = code & 0x3FU;
    switch (code & 0xC0U) {
        case 0x40:  // an advance must not be seen before it is known to be at or before pc
            advance(low);
            return true;
        case 0x80:
            set(low, {.is = kind::at_offset, .number = scaled(in)});
            return true;
        case 0xC0:
            restore(low);
            return true;
        default:
            return move(code, in) || set_frame(code, in) || set_register(code, in) ||
                   set_by_more(code, in);
    }
}

bool table_machine::move(std::uint8_t operation, byte_reader& in) noexcept {
    switch (operation) {
        case 0x00:
            return true;  // nop
        case 0x01:
            at_ = in.pointer(entry_.pointer_encoding, 0);
            return true;  // set_loc
        case 0x02:
            advance(in.u8());
            return true;
        case 0x03:
            advance(in.fixed<std::uint16_t>());
            return true;
        case 0x04:
            advance(in.fixed<std::uint32_t>());
            return true;
        case 0x06:
            restore(in.uleb());
            return true;
        case 0x0A:
            return remember();
        case 0x0B:
            return recall();
        case 0x2E:
            (void)in.uleb();
            return true;  // GNU_args_size
        default:
            return false;
    }
}

bool table_machine::set_frame(std::uint8_t operation, byte_reader& in) noexcept {
    unwind_rule& f = row_.frame;
    switch (operation) {
        case 0x0C:
        case 0x12: {  // def_cfa, def_cfa_sf
            const auto r = static_cast<std::int64_t>(in.uleb());
            const auto more =
                operation == 0x0C ? static_cast<std::int64_t>(in.uleb()) : scaled(in.sleb());
            f = {.is = kind::register_and_more, .number = r, .more = more};
            return true;
        }
        case 0x0D:
            f.number = static_cast<std::int64_t>(in.uleb());
            return true;
        case 0x0E:
            f.more = static_cast<std::int64_t>(in.uleb());
            return true;
        case 0x13:
            f.more = scaled(in.sleb());
            return true;
        case 0x0F:
            f = {.is = kind::is_expression, .expression = in.take(in.uleb())};
            return true;
        default:
            return false;
    }
}

bool table_machine::set_register(std::uint8_t operation, byte_reader& in) noexcept {
    if (operation < 0x05 || operation > 0x09) return false;
    const std::uint64_t r = in.uleb();
    switch (operation) {
        case 0x05:
            set(r, {.is = kind::at_offset, .number = scaled(in)});
            return true;
        case 0x07:
            set(r, {.is = kind::undefined});
            return true;
        case 0x08:
            set(r, {.is = kind::same});
            return true;
        default:
            set(r, {.is = kind::in_register, .number = static_cast<std::int64_t>(in.uleb())});
            return true;
    }
}

bool table_machine::set_by_more(std::uint8_t operation, byte_reader& in) noexcept {
    const std::uint64_t r = in.uleb();
    switch (operation) {
        case 0x10:
            set(r, {.is = kind::at_expression, .expression = in.take(in.uleb())});
            break;
        case 0x16:
            set(r, {.is = kind::is_expression, .expression = in.take(in.uleb())});
            break;
        case 0x11:
            set(r, {.is = kind::at_offset, .number = scaled(in.sleb())});
            break;
        case 0x14:
            set(r, {.is = kind::is_offset, .number = scaled(in)});
            break;
        case 0x15:
            set(r, {.is = kind::is_offset, .number = scaled(in.sleb())});
            break;
        case 0x2F:
            set(r,
                {.is = kind::at_offset, .number = scaled(static_cast<std::int64_t>(-in.uleb()))});
            break;
        default:
            return false;
    }
    return true;
}

bool table_machine::remember() noexcept {
    if (depth_ == remembered_.size()) return false;
    remembered_[depth_++] = row_;
    return true;
}

bool table_machine::recall() noexcept {
    if (depth_ == 0) return false;
    row_ = remembered_[--depth_];
    return true;
}

}  // namespace

std::optional<unwind_row> unwind_row_at(const unwind_entry& entry, std::uintptr_t pc) noexcept {
    table_machine machine(entry, pc);
    if (!machine.run(entry.initial, true)) return {};
    machine.remember_as_initial();
    if (!machine.run(entry.own, false)) return {};
    return machine.row();
}

}  // namespace weir::inline v0::diag
