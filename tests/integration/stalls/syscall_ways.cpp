// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "helper_thread.hpp"
#include "way.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>

namespace stalls {

using weir::task;
using cause = weir::diag::stall_cause;

namespace {

constexpr timespec stall_time{.tv_sec = 0, .tv_nsec = stall_ms * 1'000'000};

[[gnu::noinline]] void sleep_a_while() {
    nanosleep(&stall_time, nullptr);
    not_a_tail_call();
}
task<void> way_nanosleep() {
    sleep_a_while();
    co_return;
}

[[gnu::noinline]] void sleep_on_the_thread() {
    std::this_thread::sleep_for(std::chrono::milliseconds(stall_ms));
    not_a_tail_call();
}
task<void> way_sleep_for() {
    sleep_on_the_thread();
    co_return;
}

struct descriptors {
    std::array<int, 2> fd{-1, -1};
    ~descriptors() {
        for (const int d : fd)
            if (d >= 0) ::close(d);
    }
};

[[gnu::noinline]] void read_pipe(int fd) {
    char byte = 0;
    static_cast<void>(!::read(fd, &byte, 1));
    not_a_tail_call();
}
task<void> way_read_pipe() {
    descriptors pipe;
    static_cast<void>(!::pipe2(pipe.fd.data(), O_CLOEXEC));
    const helper_thread writer("pipe-writer",
                               [&] { static_cast<void>(!::write(pipe.fd[1], "x", 1)); });
    read_pipe(pipe.fd[0]);
    co_return;
}

[[gnu::noinline]] void fill_pipe(int fd) {
    const std::string much(1 << 20, 'x');
    static_cast<void>(!::write(fd, much.data(), much.size()));
    not_a_tail_call();
}
task<void> way_write_full_pipe() {
    descriptors pipe;
    static_cast<void>(!::pipe2(pipe.fd.data(), O_CLOEXEC));
    const helper_thread reader("pipe-reader", [&] {
        std::string sink(1 << 20, 0);
        for (std::size_t got = 0; got < sink.size();)
            got += static_cast<std::size_t>(::read(pipe.fd[0], sink.data(), sink.size()));
    });
    fill_pipe(pipe.fd[1]);
    co_return;
}

[[gnu::noinline]] void open_fifo(const char* path) {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    ::close(fd);
    not_a_tail_call();
}
task<void> way_open_fifo() {
    const std::string path = "/tmp/weir-stall-fifo." + std::to_string(getpid());
    mkfifo(path.c_str(), 0600);
    const helper_thread writer("fifo-writer",
                               [&] { ::close(::open(path.c_str(), O_WRONLY | O_CLOEXEC)); });
    open_fifo(path.c_str());
    ::unlink(path.c_str());
    co_return;
}

[[gnu::noinline]] void poll_nothing() {
    ::poll(nullptr, 0, static_cast<int>(stall_ms));
    not_a_tail_call();
}
task<void> way_poll() {
    poll_nothing();
    co_return;
}

[[gnu::noinline]] void select_nothing() {
    timeval time{.tv_sec = 0, .tv_usec = stall_ms * 1000};
    ::select(0, nullptr, nullptr, nullptr, &time);
    not_a_tail_call();
}
task<void> way_select() {
    select_nothing();
    co_return;
}

/// A listener on a free port of loopback.
struct listening {
    int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};

    explicit listening(int backlog) {
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        ::bind(fd, reinterpret_cast<const sockaddr*>(&at), size);
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
        ::listen(fd, backlog);
    }
    ~listening() { ::close(fd); }

    [[nodiscard]] int connect() const {
        const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ::connect(client, reinterpret_cast<const sockaddr*>(&at), sizeof at);
        return client;
    }
};

[[gnu::noinline]] void accept_one(int fd) {
    ::close(::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC));
    not_a_tail_call();
}
task<void> way_accept() {
    const listening listener(1);
    const helper_thread client("connector", [&] { ::close(listener.connect()); });
    accept_one(listener.fd);
    co_return;
}

[[gnu::noinline]] void receive_one(int fd) {
    char byte = 0;
    static_cast<void>(!::recv(fd, &byte, 1, 0));
    not_a_tail_call();
}
task<void> way_recv() {
    const listening listener(1);
    descriptors both{
        .fd = {listener.connect(), ::accept4(listener.fd, nullptr, nullptr, SOCK_CLOEXEC)}};
    const helper_thread sender("sender",
                               [&] { static_cast<void>(!::send(both.fd[1], "x", 1, 0)); });
    receive_one(both.fd[0]);
    co_return;
}

[[gnu::noinline]] void connect_to_full(const listening& listener) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{.tv_sec = 0, .tv_usec = stall_ms * 1000};
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    ::connect(fd, reinterpret_cast<const sockaddr*>(&listener.at), sizeof listener.at);
    ::close(fd);
    not_a_tail_call();
}
task<void> way_connect() {
    const listening listener(0);  // of which the kernel makes room for one
    descriptors waiting{.fd = {listener.connect(), -1}};
    connect_to_full(listener);
    co_return;
}

[[gnu::noinline]] void wait_for_child(pid_t child) {
    ::waitpid(child, nullptr, 0);
    not_a_tail_call();
}
task<void> way_waitpid() {
    const pid_t child = ::fork();
    if (child == 0) {
        nanosleep(&stall_time, nullptr);
        _exit(0);
    }
    wait_for_child(child);
    co_return;
}

[[gnu::noinline]] void run_shell() {
    static_cast<void>(!std::system("sleep 0.15"));
    not_a_tail_call();
}
task<void> way_system() {
    run_shell();
    co_return;
}

[[gnu::noinline]] void lock_file(int fd) {
    ::flock(fd, LOCK_EX);
    not_a_tail_call();
}
task<void> way_flock() {
    const std::string path = "/tmp/weir-stall-lock." + std::to_string(getpid());
    descriptors files{.fd = {::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600),
                             ::open(path.c_str(), O_RDWR | O_CLOEXEC)}};
    ::flock(files.fd[0], LOCK_EX);
    const helper_thread owner("lock-owner", [&] { ::flock(files.fd[0], LOCK_UN); });
    lock_file(files.fd[1]);
    ::unlink(path.c_str());
    co_return;
}

[[gnu::noinline]] void look_up(const char* host) {
    addrinfo* found = nullptr;
    if (::getaddrinfo(host, "80", nullptr, &found) == 0) ::freeaddrinfo(found);
    not_a_tail_call();
}
task<void> way_getaddrinfo() {
    // A name server that never answers: a bound socket that nobody reads.
    descriptors dead{.fd = {::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), -1}};
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    ::bind(dead.fd[0], reinterpret_cast<const sockaddr*>(&at), size);
    ::getsockname(dead.fd[0], reinterpret_cast<sockaddr*>(&at), &size);
    res_init();
    _res.nscount = 1;
    _res.nsaddr_list[0] = at;
    _res.retrans = 1;
    _res.retry = 1;
    look_up("weir-stall-test.example.");
    co_return;
}

}  // namespace

std::vector<way> syscall_ways() {
    return {
        {"nanosleep", cause::syscall, "sleep_a_while", "way_nanosleep", way_nanosleep, "nanosleep"},
        {"std::this_thread::sleep_for", cause::syscall, "sleep_on_the_thread", "way_sleep_for",
         way_sleep_for, "nanosleep"},
        {"read of an empty pipe", cause::syscall, "read_pipe", "way_read_pipe", way_read_pipe,
         "read("},
        {"write to a full pipe", cause::syscall, "fill_pipe", "way_write_full_pipe",
         way_write_full_pipe, "pipe:["},
        {"open of a FIFO", cause::syscall, "open_fifo", "way_open_fifo", way_open_fifo,
         "weir-stall-fifo"},
        {"poll", cause::syscall, "poll_nothing", "way_poll", way_poll, "poll"},
        {"select", cause::syscall, "select_nothing", "way_select", way_select, "select"},
        {"accept", cause::syscall, "accept_one", "way_accept", way_accept, "accept4("},
        {"recv", cause::syscall, "receive_one", "way_recv", way_recv, "127.0.0.1"},
        {"connect to a full backlog", cause::syscall, "connect_to_full", "way_connect", way_connect,
         "127.0.0.1"},
        {"waitpid", cause::syscall, "wait_for_child", "way_waitpid", way_waitpid, "wait4"},
        {"system", cause::syscall, "run_shell", "way_system", way_system, "wait4"},
        {"flock", cause::syscall, "lock_file", "way_flock", way_flock, "weir-stall-lock"},
        {"getaddrinfo, dead name server", cause::syscall, "look_up", "way_getaddrinfo",
         way_getaddrinfo, "poll"},
    };
}

}  // namespace stalls
