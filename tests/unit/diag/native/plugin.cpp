// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A library that is opened while the program runs. It is built twice with the same build id,
// stripped and not.
#define EXPORTED extern "C" __attribute__((visibility("default"), disable_tail_calls, noinline))

namespace {

__attribute__((noinline)) int not_exported(int n) {
    return n + 1;
}

}  // namespace

EXPORTED void plugin_calls_back(void (*function)(void*), void* argument) {
    function(argument);
}

EXPORTED void* plugin_secret() {
    int (*volatile secret)(int) = not_exported;
    return reinterpret_cast<void*>(secret);
}
