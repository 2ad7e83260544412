// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/unwinder.hpp"

#include "diag/native/frame_walk.hpp"

namespace weir::inline v0::diag {
namespace {

#if defined(__x86_64__)
constexpr bool understands_machine = true;
#else
constexpr bool understands_machine = false;
#endif

register_file registers_at(std::uintptr_t pc, std::uintptr_t sp) noexcept {
    register_file made;
    made.set(register_file::return_address, pc);
    made.set(register_file::stack_pointer, sp);
    return made;
}

std::size_t walk(const module_table& modules, const stack_copy& stack, const register_file& at,
                 std::span<native_frame> out) noexcept {
    return frame_walk(modules, stack, at)
        .run(understands_machine ? out : out.first(out.empty() ? 0 : 1));
}

}  // namespace

unwinder::unwinder()
    : modules_(module_table::read()),
      copy_(std::make_unique_for_overwrite<std::byte[]>(max_stack_bytes)) {}

unwinder::~unwinder() = default;

std::size_t unwinder::unwind_blocked(std::uintptr_t pc, std::uintptr_t sp, std::uintptr_t stack_top,
                                     std::span<native_frame> out) noexcept {
    const stack_copy stack(sp, stack_top, {copy_.get(), max_stack_bytes});
    return walk(modules_, stack, registers_at(pc, sp), out);
}

std::size_t unwinder::unwind_sample(const registers& at, std::span<const std::byte> stack,
                                    std::span<native_frame> out) noexcept {
    register_file known = registers_at(at.pc, at.sp);
    known.set(register_file::frame_pointer, at.bp);
    return walk(modules_, stack_copy(at.sp, stack), known, out);
}

bool unwinder::knows(std::uintptr_t pc) const noexcept {
    return modules_.find(pc) != nullptr;
}

void unwinder::refresh() {
    modules_ = module_table::read();
}

}  // namespace weir::inline v0::diag
