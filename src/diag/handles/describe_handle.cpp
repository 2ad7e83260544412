// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/handles/describe_handle.hpp"

#include <weir/net/address.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>

namespace weir::inline v0::diag::detail {
namespace {

using name_call = int (*)(int, sockaddr*, socklen_t*);

std::string socket_name(int fd, name_call which) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* const native = reinterpret_cast<sockaddr*>(&storage);
    if (which(fd, native, &size) != 0) return {};
    const auto at = address::from_native(native, size);
    return at ? at->to_string() : std::string();
}

void ask_about_stream(int fd, descriptor_facts& facts) {
    const std::string peer = socket_name(fd, &getpeername);
    facts.name = socket_name(fd, &getsockname) + " - " + (peer.empty() ? "?" : peer);
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return;
    facts.is_tcp = true;
    facts.idle =
        std::chrono::milliseconds(std::min(info.tcpi_last_data_sent, info.tcpi_last_data_recv));
    int alive = 0;
    size = sizeof alive;
    if (getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &alive, &size) == 0)
        facts.keeps_alive = alive != 0;
}

std::string link_of(int fd) {
    std::array<char, 1024> path;
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const ssize_t size = readlink(link.c_str(), path.data(), path.size());
    return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string();
}

/// "process 4711", from what the kernel says of a pidfd.
std::string process_of(int fd) {
    std::ifstream info("/proc/self/fdinfo/" + std::to_string(fd));
    for (std::string word; info >> word;)
        if (word == "Pid:" && info >> word) return "process " + word;
    return {};
}

}  // namespace

descriptor_facts ask_system(handle_kind kind, int fd) {
    descriptor_facts facts;
    switch (kind) {
        case handle_kind::stream:
            ask_about_stream(fd, facts);
            break;
        case handle_kind::listener:
        case handle_kind::datagram:
            facts.name = socket_name(fd, &getsockname);
            break;
        case handle_kind::file:
        case handle_kind::pipe:
        case handle_kind::watcher:
            facts.name = link_of(fd);
            break;
        case handle_kind::process:
            facts.name = process_of(fd);
            break;
        case handle_kind::client_pool:
            break;
    }
    return facts;
}

}  // namespace weir::inline v0::diag::detail
