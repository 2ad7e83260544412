// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The end of a program that broke a rule of Weir: one clear sentence, then `abort()`.
///
/// Misuse (a scope left unjoined, a task started twice) has no error code, because no caller could
/// mend it. `fatal` writes to stderr without allocating and does not return.

#include <source_location>
#include <string_view>

namespace weir::inline v0 {

[[noreturn]] void fatal(std::string_view sentence,
                        std::source_location at = std::source_location::current()) noexcept;

/// Called by `fatal` after the sentence, to add context such as an async backtrace. One hook per
/// process; null removes it. Thread safety: set it before the first shard starts.
using fatal_hook = void (*)() noexcept;
void set_fatal_hook(fatal_hook hook) noexcept;

inline void require(bool holds, std::string_view sentence,
                    std::source_location at = std::source_location::current()) noexcept {
    if (!holds) [[unlikely]]
        fatal(sentence, at);
}

}  // namespace weir::inline v0
