// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A driver alone, for tests below the shard: a loop that does nothing but poll it, operations that
/// write down their completions, sockets to use them on.
///
/// The suites run for every driver that can be set up here; `WEIR_DRIVER` names one to run alone,
/// and then it is a failure if that one cannot be.

#include "rt/driver/driver.hpp"

#include <weir/rt/offload.hpp>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <climits>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace weir::test {

/// One driver by name.
struct driver_case {
    const char* name;
    result<std::unique_ptr<detail::driver>> (*make)(loop_context&, const detail::driver_limits&,
                                                    offload_pool&);

    friend void PrintTo(const driver_case& c, std::ostream* out) { *out << c.name; }
};

[[nodiscard]] std::vector<driver_case> drivers_to_test();

inline std::string name_of(const testing::TestParamInfo<driver_case>& info) {
    return info.param.name;
}

/// An operation that keeps what it was told.
class recorded final : public io_operation {
public:
    explicit recorded(io_request r);

    void take(io_completion&& done);
    [[nodiscard]] int last() const { return results.empty() ? INT_MIN : results.back(); }

    std::vector<int> results;
    std::string bytes;  ///< of all leased receives
    std::vector<buffer> leases;
    bool hold_leases = false;
    bool ended = false;
    std::function<void(recorded&)> then;  ///< runs inside each completion
};

class driver_fixture : public testing::TestWithParam<driver_case> {
protected:
    driver_fixture();
    ~driver_fixture() override;
    void SetUp() override;
    void TearDown() override;

    /// Replaces the driver by one with other limits, over another pool.
    void open(const detail::driver_limits& limits, offload_options pool = {.name = "files"});

    // The fixture keeps descriptors, handles and operations until the driver is done with them.
    int keep(int fd);
    void drop(int fd);
    detail::io_entry* adopt(int fd);
    void close(detail::io_entry* entry);
    recorded& make(io_request request);
    recorded& start(io_request request);

    /// Tries at once, else starts and polls to the end. Returns the result.
    int perform(io_request request);
    int perform(recorded& op);

    /// One pass of the loop that waits at most so long.
    void turn(duration wait = {});
    /// What can happen without waiting, has happened afterwards.
    void settle();
    /// Polls until it holds; false after far too long a time.
    [[nodiscard]] bool turn_until(const std::function<bool()>& condition);
    [[nodiscard]] bool finish(const recorded& op);
    [[nodiscard]] bool finish(const std::vector<recorded*>& ops);

    [[nodiscard]] static io_request recv(detail::io_entry* entry, void* into = nullptr,
                                         std::size_t size = 0);
    [[nodiscard]] static io_request send(detail::io_entry* entry, std::string_view data);
    [[nodiscard]] static io_request poll_for(detail::io_entry* entry, std::uint32_t events,
                                             bool repeat = false);
    /// `read_at` or `write_at` at the current position.
    [[nodiscard]] static io_request at_position(io_kind kind, detail::io_entry* entry, void* data,
                                                std::size_t size);

    /// Two connected sockets: the driver's and a blocking one.
    struct peers {
        detail::io_entry* ours;
        int peer;
    };
    [[nodiscard]] peers socket_pair(int type = SOCK_STREAM);
    [[nodiscard]] peers tcp_pair();
    [[nodiscard]] int listening_socket();
    [[nodiscard]] static sockaddr_in address_of(int socket);
    int connected_to(int listener);
    static void write_all(int fd, std::string_view data);
    static std::string read_some(int fd);
    /// Fills the way from `fd` to its peer.
    static void fill(int fd);
    /// Takes all that has arrived.
    static void empty(int fd);
    [[nodiscard]] static bool is_open(int fd);

    [[nodiscard]] loop_context& loop();
    [[nodiscard]] offload_pool& files();

    std::unique_ptr<detail::driver> io;

private:
    struct state;
    void drain();

    std::unique_ptr<state> state_;
};

}  // namespace weir::test
