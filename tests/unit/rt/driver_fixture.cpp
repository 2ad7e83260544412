// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "unit/rt/driver_fixture.hpp"

#include "support/fault_driver.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <list>
#include <set>

namespace weir::test {
namespace {

using namespace std::chrono_literals;

constexpr op_info test_info{"test", "test"};

class polling_loop final : public loop_context {
public:
    polling_loop() noexcept : loop_context(clock::now(), 1) {}
    void tick() noexcept { set_now(clock::now()); }
};

/// Within a fault driver, if the suites are to show that it keeps the promises of a driver:
/// `WEIR_TEST_FAULTS` is "none", or "late" for completions, starts and cancels that are.
std::unique_ptr<detail::driver> layered(std::unique_ptr<detail::driver> real) {
    static fault_counts counts;
    const char* variable = std::getenv("WEIR_TEST_FAULTS");
    if (variable == nullptr) return real;
    fault_plan plan;
    if (std::string_view(variable) == "late")
        plan = {.hold_back = 50, .delay = 300, .late_cancel = 300, .interrupt = 100};
    return std::make_unique<fault_driver>(std::move(real), plan, counts);
}

bool can_be_opened(const driver_case& c) {
    polling_loop loop;
    offload_pool files;
    return c.make(loop, {}, files).has_value();
}

}  // namespace

std::vector<driver_case> drivers_to_test() {
    const char* variable = std::getenv("WEIR_DRIVER");
    const std::string_view wanted = variable != nullptr ? variable : "auto";
    std::vector<driver_case> chosen;
    for (const driver_case& c : {driver_case{"uring", &detail::make_uring_driver},
                                 driver_case{"epoll", &detail::make_epoll_driver}})
        if (wanted == c.name || (wanted == "auto" && can_be_opened(c))) chosen.push_back(c);
    return chosen;
}

recorded::recorded(io_request r)
    : io_operation(test_info, r, [](io_operation& op, io_completion&& done) noexcept {
          static_cast<recorded&>(op).take(std::move(done));
      }) {}

void recorded::take(io_completion&& done) {
    EXPECT_FALSE(ended) << "a completion after the terminal one";
    results.push_back(done.result);
    bytes += done.data.view();
    if (hold_leases && !done.data.empty()) leases.push_back(std::move(done.data));
    ended = !done.more;
    // Called as a copy, because it may replace itself.
    if (auto call = then) call(*this);
}

struct driver_fixture::state {
    polling_loop loop;
    std::unique_ptr<offload_pool> files;
    std::list<recorded> operations;
    std::set<detail::io_entry*> entries;
    std::set<int> descriptors;
};

driver_fixture::driver_fixture() : state_(std::make_unique<state>()) {}
driver_fixture::~driver_fixture() = default;

void driver_fixture::SetUp() {
    open({});
}

void driver_fixture::TearDown() {
    drain();
    for (const int fd : state_->descriptors) ::close(fd);
}

void driver_fixture::open(const detail::driver_limits& limits, offload_options pool) {
    drain();
    state_->files = std::make_unique<offload_pool>(pool);
    auto made = GetParam().make(state_->loop, limits, *state_->files);
    ASSERT_TRUE(made) << GetParam().name << ": " << made.error().message();
    io = layered(std::move(*made));
}

void driver_fixture::drain() {
    if (io == nullptr) return;
    while (!state_->entries.empty()) close(*state_->entries.begin());
    EXPECT_TRUE(turn_until([this] { return io->pending() == 0; })) << io->pending();
    turn();
    for (recorded& op : state_->operations) op.leases.clear();
    io.reset();
}

loop_context& driver_fixture::loop() {
    return state_->loop;
}

offload_pool& driver_fixture::files() {
    return *state_->files;
}

int driver_fixture::keep(int fd) {
    EXPECT_GE(fd, 0) << std::strerror(errno);
    state_->descriptors.insert(fd);
    return fd;
}

void driver_fixture::drop(int fd) {
    EXPECT_EQ(state_->descriptors.erase(fd), 1U);
    ::close(fd);
}

detail::io_entry* driver_fixture::adopt(int fd) {
    auto entry = io->adopt(fd);
    if (!entry) {
        ADD_FAILURE() << "adopt: " << entry.error().message();
        return nullptr;
    }
    state_->entries.insert(*entry);
    return *entry;
}

void driver_fixture::close(detail::io_entry* entry) {
    EXPECT_EQ(state_->entries.erase(entry), 1U);
    io->close(*entry);
}

recorded& driver_fixture::make(io_request request) {
    return state_->operations.emplace_back(request);
}

recorded& driver_fixture::start(io_request request) {
    recorded& op = make(request);
    io->start(op);
    EXPECT_TRUE(op.results.empty()) << "completed inside of start";
    return op;
}

int driver_fixture::perform(io_request request) {
    return perform(make(request));
}

int driver_fixture::perform(recorded& op) {
    io_completion done;
    if (io->try_now(op, done)) {
        op.take(std::move(done));
        return op.last();
    }
    io->start(op);
    EXPECT_TRUE(op.results.empty()) << "completed inside of start";
    EXPECT_TRUE(finish(op));
    return op.last();
}

void driver_fixture::turn(duration wait) {
    state_->loop.tick();
    io->poll(wait == duration{} ? deadline(time_point::min())
                                : deadline::after(clock::now(), wait));
    io->close_phase();
}

bool driver_fixture::finish(const recorded& op) {
    return turn_until([&] { return op.ended; });
}

bool driver_fixture::finish(const std::vector<recorded*>& ops) {
    for (const recorded* op : ops)
        if (!finish(*op)) return false;
    return true;
}

bool driver_fixture::turn_until(const std::function<bool()>& condition) {
    const time_point give_up = clock::now() + 20s;
    while (!condition()) {
        if (clock::now() > give_up) return false;
        turn(200ms);
    }
    return true;
}

void driver_fixture::settle() {
    for (int i = 0; i < 5; ++i) turn();
}

io_request driver_fixture::recv(detail::io_entry* entry, void* into, std::size_t size) {
    return {.kind = io_kind::recv, .entry = entry, .data = into, .size = size};
}

io_request driver_fixture::send(detail::io_entry* entry, std::string_view data) {
    return {.kind = io_kind::send,
            .entry = entry,
            .data = const_cast<char*>(data.data()),
            .size = data.size()};
}

io_request driver_fixture::poll_for(detail::io_entry* entry, std::uint32_t events, bool repeat) {
    return {.kind = io_kind::poll, .repeat = repeat, .flags = events, .entry = entry};
}

io_request driver_fixture::at_position(io_kind kind, detail::io_entry* entry, void* data,
                                       std::size_t size) {
    return {.kind = kind, .entry = entry, .data = data, .size = size, .offset = UINT64_MAX};
}

driver_fixture::peers driver_fixture::socket_pair(int type) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()), 0);
    return {adopt(ends[0]), keep(ends[1])};
}

driver_fixture::peers driver_fixture::tcp_pair() {
    const int listener = listening_socket();
    const int peer = connected_to(listener);
    detail::io_entry* ours = adopt(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    drop(listener);
    return {ours, peer};
}

int driver_fixture::listening_socket() {
    const int fd = keep(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof any), 0);
    EXPECT_EQ(::listen(fd, 1024), 0);
    return fd;
}

sockaddr_in driver_fixture::address_of(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
    return address;
}

int driver_fixture::connected_to(int listener) {
    const int fd = keep(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = address_of(listener);
    EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0)
        << std::strerror(errno);
    return fd;
}

void driver_fixture::write_all(int fd, std::string_view data) {
    EXPECT_EQ(::write(fd, data.data(), data.size()), static_cast<ssize_t>(data.size()));
}

std::string driver_fixture::read_some(int fd) {
    std::string text(65536, '\0');
    const ssize_t count = ::read(fd, text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
}

void driver_fixture::fill(int fd) {
    const std::string junk(65536, 'j');
    while (::send(fd, junk.data(), junk.size(), MSG_DONTWAIT | MSG_NOSIGNAL) > 0) {
    }
}

void driver_fixture::empty(int fd) {
    std::string sink(65536, '\0');
    while (::recv(fd, sink.data(), sink.size(), MSG_DONTWAIT) > 0) {
    }
}

bool driver_fixture::is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

}  // namespace weir::test
