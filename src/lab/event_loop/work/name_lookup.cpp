// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work/name_lookup.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <nss.h>
#include <resolv.h>

namespace weir::inline v0::lab {

void look_up_by_dns_only() noexcept {
    __nss_configure_lookup("hosts", "dns");
}

[[gnu::noinline]] bool look_up_name(std::uint16_t resolver_port) {
    // The resolver's state belongs to the thread; glibc keeps servers that differ from resolv.conf.
    if (res_init() != 0) return false;
    _res.nscount = 1;
    _res.nsaddr_list[0] = {};
    _res.nsaddr_list[0].sin_family = AF_INET;
    _res.nsaddr_list[0].sin_port = htons(resolver_port);
    _res.nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    // The dot at the end keeps the search list out of it.
    if (::getaddrinfo("database.weir.example.", nullptr, &hints, &found) != 0) return false;
    ::freeaddrinfo(found);
    return true;
}

}  // namespace weir::inline v0::lab
