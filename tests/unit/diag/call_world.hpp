// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/scratch_directory.hpp"

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

namespace weir::guard_test {

/// Files, sockets and a second thread for calls that block, each of which ends soon.
class call_world {
public:
    call_world();
    call_world(const call_world&) = delete;
    call_world& operator=(const call_world&) = delete;
    ~call_world();

    test::scratch_directory directory;
    std::string path;  ///< of a file with a few bytes
    int file = -1;     ///< open for reading and writing
    int other_file = -1;
    int pair[2] = {-1, -1};   ///< a Unix stream without O_NONBLOCK
    int full[2] = {-1, -1};   ///< a pipe into which nothing fits, without O_NONBLOCK
    int ready[2] = {-1, -1};  ///< a pipe that holds a byte
    int epoll = -1;           ///< of the latter
    int listener = -1;        ///< TCP on loopback, without O_NONBLOCK
    std::uint16_t port = 0;

    /// Connects a client to the listener, without blocking.
    void begin_connection();
    /// A TCP socket without O_NONBLOCK, closed at the end.
    [[nodiscard]] int client();
    /// Sends a byte to pair[0], without blocking.
    void send_to_pair() const;

    /// Calls `hold` on another thread and returns; that thread calls `release` when the guard has
    /// seen a call, or at once where it does not look.
    void in_the_way(const std::function<void()>& hold, std::function<void()> release);
    /// Waits for that thread. Not on a shard.
    void join();
    bool guard_looks = true;

private:
    std::vector<int> clients_;
    std::thread other_;
};

/// A call that the guard looks at.
struct call_case {
    const char* function;  ///< as the guard names it
    bool may_throw;
    std::function<void(call_world&)> make;
    bool endless = false;  ///< only for where it is not made

    friend void PrintTo(const call_case& c, std::ostream* out) { *out << c.function; }
};

[[nodiscard]] std::vector<call_case> file_cases();
[[nodiscard]] std::vector<call_case> socket_cases();
[[nodiscard]] std::vector<call_case> wait_cases();
[[nodiscard]] std::vector<call_case> thread_cases();

}  // namespace weir::guard_test
