// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/async_chain.hpp"

#include "diag/native/own_memory.hpp"

#include <bit>

namespace weir::inline v0::diag {
namespace {

/// A copy of a promise's base. Only its plain members are looked at, none of which knows where the
/// original is.
class promise_copy {
public:
    [[nodiscard]] bool read(const promise_base* from) noexcept {
        return read_own_memory(reinterpret_cast<std::uintptr_t>(from), bytes_, sizeof bytes_) ==
               sizeof bytes_;
    }
    [[nodiscard]] const promise_base& operator*() const noexcept {
        return *reinterpret_cast<const promise_base*>(bytes_);
    }

private:
    alignas(promise_base) std::byte bytes_[sizeof(promise_base)];
};

}  // namespace

void read_chain(const promise_base* innermost, async_chain& to) noexcept {
    to.size = 0;
    promise_copy copy;
    for (const promise_base* p = innermost;
         p != nullptr && to.size < async_chain::max_frames && copy.read(p); p = (*copy).parent()) {
        to.frames[to.size++] = {std::bit_cast<const void*>((*copy).suspended_at()), (*copy).name()};
        if (to.size != 1) continue;
        environment env;
        if (read_own(reinterpret_cast<std::uintptr_t>(&(*copy).env()), env)) to.trace = env.trace;
    }
}

std::source_location location_of(const void* site) noexcept {
    return std::bit_cast<std::source_location>(site);
}

}  // namespace weir::inline v0::diag
