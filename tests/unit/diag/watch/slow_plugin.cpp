// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A library that sleeps while it is loaded: the loader's lock is held meanwhile.

#include <time.h>

namespace {

struct sleeper {
    sleeper() {
        const timespec t{0, 60'000'000};
        nanosleep(&t, nullptr);
    }
} sleeps_when_loaded;

}  // namespace
