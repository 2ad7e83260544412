// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/dwarf_expression.hpp"

#include "diag/native/byte_reader.hpp"

#include <array>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t max_operations = 256;
constexpr unsigned word_bits = 64;

std::int64_t as_signed(std::uint64_t value) noexcept {
    return static_cast<std::int64_t>(value);
}

class expression_machine {
public:
    expression_machine(std::span<const std::byte> code, const register_file& registers,
                       stack_copy& memory) noexcept
        : in_(code, 0), registers_(registers), memory_(memory) {}

    void push(std::uint64_t value) noexcept {
        if (depth_ == values_.size())
            failed_ = true;
        else
            values_[depth_++] = value;
    }
    [[nodiscard]] std::optional<std::uintptr_t> run() noexcept;

private:
    // Each returns whether it knows the operation.
    bool constant(std::uint8_t operation) noexcept;
    bool rearrange(std::uint8_t operation) noexcept;
    bool load(std::uint8_t operation) noexcept;
    bool unary(std::uint8_t operation) noexcept;
    bool binary(std::uint8_t operation) noexcept;
    bool compare(std::uint8_t operation) noexcept;
    bool jump(std::uint8_t operation) noexcept;

    std::uint64_t pop() noexcept { return depth_ == 0 ? fail() : values_[--depth_]; }
    [[nodiscard]] std::uint64_t peek(std::size_t below) noexcept {
        return below < depth_ ? values_[depth_ - 1 - below] : fail();
    }
    std::uint64_t fail() noexcept {
        failed_ = true;
        return 0;
    }
    void push_register(std::uint64_t r) noexcept {
        const std::int64_t offset = in_.sleb();
        if (!registers_.knows(r)) failed_ = true;
        push(registers_[r] + static_cast<std::uint64_t>(offset));
    }

    byte_reader in_;
    const register_file& registers_;
    stack_copy& memory_;
    std::array<std::uint64_t, 32> values_{};
    std::size_t depth_ = 0;
    bool failed_ = false;
};

std::optional<std::uintptr_t> expression_machine::run() noexcept {
    for (std::size_t i = 0; !in_.done(); ++i) {
        const std::uint8_t operation = in_.u8();
        const bool known =
            i < max_operations &&
            (constant(operation) || rearrange(operation) || load(operation) || unary(operation) ||
             binary(operation) || compare(operation) || jump(operation) || operation == 0x96);
        if (!known || failed_ || in_.failed()) return {};
    }
    if (depth_ == 0 || in_.failed()) return {};
    return values_[depth_ - 1];
}

bool expression_machine::constant(std::uint8_t operation) noexcept {
    if (operation >= 0x30 && operation <= 0x4F) {
        push(operation - 0x30U);
        return true;
    }
    const auto sign_extended = [this](std::int64_t value) {
        push(static_cast<std::uint64_t>(value));
    };
    switch (operation) {
        case 0x08:
            push(in_.u8());
            return true;
        case 0x09:
            sign_extended(in_.fixed<std::int8_t>());
            return true;
        case 0x0A:
            push(in_.fixed<std::uint16_t>());
            return true;
        case 0x0B:
            sign_extended(in_.fixed<std::int16_t>());
            return true;
        case 0x0C:
            push(in_.fixed<std::uint32_t>());
            return true;
        case 0x0D:
            sign_extended(in_.fixed<std::int32_t>());
            return true;
        case 0x03:  // an address
        case 0x0E:
        case 0x0F:
            push(in_.fixed<std::uint64_t>());
            return true;
        case 0x10:
            push(in_.uleb());
            return true;
        case 0x11:
            sign_extended(in_.sleb());
            return true;
        default:
            return false;
    }
}

bool expression_machine::rearrange(std::uint8_t operation) noexcept {
    switch (operation) {
        case 0x12:
            push(peek(0));
            return true;
        case 0x13:
            (void)pop();
            return true;
        case 0x14:
            push(peek(1));
            return true;
        case 0x15:
            push(peek(in_.u8()));
            return true;
        case 0x16: {  // swap
            const std::uint64_t a = pop();
            const std::uint64_t b = pop();
            push(a);
            push(b);
            return true;
        }
        case 0x17: {  // rot
            const std::uint64_t a = pop();
            const std::uint64_t b = pop();
            const std::uint64_t c = pop();
            push(a);
            push(c);
            push(b);
            return true;
        }
        default:
            return false;
    }
}

bool expression_machine::load(std::uint8_t operation) noexcept {
    if (operation >= 0x70 && operation <= 0x8F) {
        push_register(operation - 0x70U);
        return true;
    }
    if (operation == 0x92) {
        push_register(in_.uleb());
        return true;
    }
    if (operation != 0x06 && operation != 0x94) return false;
    const std::uint8_t size = operation == 0x06 ? 8 : in_.u8();
    const std::optional<std::uintptr_t> value = memory_.word(pop());
    if (!value || size == 0 || size > 8)
        failed_ = true;
    else
        push(size == 8 ? *value : *value & ((std::uint64_t{1} << size * 8U) - 1));
    return true;
}

bool expression_machine::unary(std::uint8_t operation) noexcept {
    switch (operation) {
        case 0x19: {
            const std::uint64_t a = pop();
            push(as_signed(a) < 0 ? -a : a);
            return true;
        }
        case 0x1F:
            push(-pop());
            return true;
        case 0x20:
            push(~pop());
            return true;
        case 0x23:
            push(pop() + in_.uleb());
            return true;
        default:
            return false;
    }
}

bool expression_machine::binary(std::uint8_t operation) noexcept {
    if (operation < 0x1A || operation > 0x27) return false;
    const std::uint64_t b = pop();
    const std::uint64_t a = pop();
    const bool too_far = b >= word_bits;
    switch (operation) {
        case 0x1A:
            push(a & b);
            return true;
        case 0x1C:
            push(a - b);
            return true;
        case 0x1E:
            push(a * b);
            return true;
        case 0x21:
            push(a | b);
            return true;
        case 0x22:
            push(a + b);
            return true;
        case 0x24:
            push(too_far ? 0 : a << b);
            return true;
        case 0x25:
            push(too_far ? 0 : a >> b);
            return true;
        case 0x26:
            push(static_cast<std::uint64_t>(as_signed(a) >> (too_far ? word_bits - 1 : b)));
            return true;
        case 0x27:
            push(a ^ b);
            return true;
        default:
            return false;  // division: no table has any
    }
}

bool expression_machine::compare(std::uint8_t operation) noexcept {
    if (operation < 0x29 || operation > 0x2E) return false;
    const std::int64_t b = as_signed(pop());
    const std::int64_t a = as_signed(pop());
    const std::array<bool, 6> outcome{a == b, a >= b, a > b, a <= b, a < b, a != b};
    push(outcome[operation - 0x29U] ? 1 : 0);
    return true;
}

bool expression_machine::jump(std::uint8_t operation) noexcept {
    if (operation != 0x28 && operation != 0x2F) return false;
    const auto distance = in_.fixed<std::int16_t>();
    if (operation == 0x2F || pop() != 0) in_.skip(distance);
    return true;
}

}  // namespace

std::optional<std::uintptr_t> evaluate(std::span<const std::byte> expression,
                                       const register_file& registers, stack_copy& stack,
                                       std::optional<std::uintptr_t> initial) noexcept {
    expression_machine machine(expression, registers, stack);
    if (initial) machine.push(*initial);
    return machine.run();
}

}  // namespace weir::inline v0::diag
