// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "interruptible.hpp"

#include <unistd.h>

namespace weir::inline v0::cli {

task<result<void>> stop_on_signals(scope& target) {
    signal_set signals = co_await ok(signal_set::watch({SIGINT, SIGTERM, SIGHUP}));
    co_await ok(signals.next());
    target.request_stop();
    co_await ok(signals.next());
    _exit(exit_interrupted);  // the kernel ends the servers with us
}

}  // namespace weir::inline v0::cli
