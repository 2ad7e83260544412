// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/lookup.hpp"

#include <weir/net/net_errc.hpp>

#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>

namespace weir::inline v0::detail {
namespace {

std::error_code explain(int code, int system_error) noexcept {
    switch (code) {
        case EAI_NONAME:
            return net_errc::host_not_found;
        case EAI_NODATA:
        case EAI_ADDRFAMILY:
            return net_errc::no_address;
        case EAI_AGAIN:
            return net_errc::name_server_failed;
        case EAI_MEMORY:
            return std::make_error_code(std::errc::not_enough_memory);
        case EAI_SYSTEM:
            return {system_error, std::system_category()};
        default:
            return net_errc::lookup_failed;
    }
}

}  // namespace

result<std::vector<address>> ask_the_system(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* answers = nullptr;
    const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &answers);
    if (code != 0) return fail(explain(code, errno));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(answers, &::freeaddrinfo);
    std::vector<address> found;
    for (const addrinfo* a = answers; a != nullptr; a = a->ai_next) {
        auto at = address::from_native(a->ai_addr, a->ai_addrlen);
        if (!at) continue;
        at->set_port(port);
        found.push_back(*at);
    }
    if (found.empty()) return fail(net_errc::no_address);
    return found;
}

}  // namespace weir::inline v0::detail
