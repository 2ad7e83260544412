// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A library that is opened while the program runs.
extern "C" __attribute__((visibility("default"), disable_tail_calls)) void plugin_calls_back(
    void (*function)(void*), void* argument) {
    function(argument);
}
