// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "call_world.hpp"

#include <weir/diag/blocking_guard.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

namespace weir::guard_test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::uint16_t listen_on_loopback(int listener) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener, 64), 0);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

void fill(int pipe_end) {
    const int flags = fcntl(pipe_end, F_GETFL);
    fcntl(pipe_end, F_SETFL, flags | O_NONBLOCK);
    const std::vector<char> bytes(4096);
    while (write(pipe_end, bytes.data(), bytes.size()) > 0) {
    }
    fcntl(pipe_end, F_SETFL, flags);
}

std::uint64_t seen() {
    const auto [blocked, allowed, unlisted] = diag::blocking_guard::counts();
    return blocked + allowed;
}

}  // namespace

call_world::call_world() : path(directory / "file") {
    file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    other_file = open((directory / "other").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    EXPECT_EQ(pwrite(file, "some bytes", 10, 0), 10);
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    EXPECT_EQ(pipe2(full, O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(ready, O_CLOEXEC), 0);
    fill(full[1]);
    EXPECT_EQ(write(ready[1], "x", 1), 1);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN, .data = {}};
    EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, ready[0], &event), 0);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    port = listen_on_loopback(listener);
}

call_world::~call_world() {
    join();
    for (const int fd : {file, other_file, pair[0], pair[1], full[0], full[1], ready[0], ready[1],
                         epoll, listener})
        close(fd);
    for (const int fd : clients_) close(fd);
}

void call_world::begin_connection() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    clients_.push_back(fd);
    const sockaddr_in to = loopback(port);
    static_cast<void>(connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to));
}

int call_world::client() {
    clients_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return clients_.back();
}

void call_world::send_to_pair() const {
    EXPECT_EQ(send(pair[1], "x", 1, MSG_DONTWAIT), 1);
}

void call_world::in_the_way(const std::function<void()>& hold, std::function<void()> release) {
    std::atomic<bool> held = false;
    other_ = std::thread(
        [looks = guard_looks, before = seen(), &hold, &held, release = std::move(release)] {
            hold();
            held = true;
            while (looks && seen() == before) std::this_thread::yield();
            release();
        });
    while (!held) std::this_thread::yield();
}

void call_world::join() {
    if (other_.joinable()) other_.join();
}

}  // namespace weir::guard_test
