// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/gate.hpp"
#include "diag/guard/interpose/next.hpp"

#include <netdb.h>

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

WEIR_GUARD_NEXT(getaddrinfo);
WEIR_GUARD_NEXT(getnameinfo);
WEIR_GUARD_NEXT(gethostbyname);
WEIR_GUARD_NEXT(gethostbyname2);
WEIR_GUARD_NEXT(gethostbyaddr);
WEIR_GUARD_NEXT(gethostbyname_r);
WEIR_GUARD_NEXT(gethostbyname2_r);
WEIR_GUARD_NEXT(gethostbyaddr_r);

bool asks_nobody(const char* node, const addrinfo* hints) noexcept {
    return node == nullptr || (hints != nullptr && (hints->ai_flags & AI_NUMERICHOST) != 0);
}

}  // namespace

WEIR_GUARD_EXPORT int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                                  addrinfo** found) {
    const passage way = enter({"getaddrinfo"}, -1, [=] { return !asks_nobody(node, hints); });
    return way.leave((*next_getaddrinfo)(node, service, hints, found));
}

WEIR_GUARD_EXPORT int getnameinfo(const sockaddr* address, socklen_t size, char* host,
                                  socklen_t host_room, char* service, socklen_t service_room,
                                  int flags) {
    const passage way = enter({"getnameinfo"}, -1,
                              [=] { return host != nullptr && (flags & NI_NUMERICHOST) == 0; });
    return way.leave(
        (*next_getnameinfo)(address, size, host, host_room, service, service_room, flags));
}

WEIR_GUARD_EXPORT hostent* gethostbyname(const char* name) {
    const passage way = enter({"gethostbyname"}, -1, always);
    return way.leave((*next_gethostbyname)(name));
}

WEIR_GUARD_EXPORT hostent* gethostbyname2(const char* name, int family) {
    const passage way = enter({"gethostbyname2"}, -1, always);
    return way.leave((*next_gethostbyname2)(name, family));
}

WEIR_GUARD_EXPORT hostent* gethostbyaddr(const void* address, socklen_t size, int family) {
    const passage way = enter({"gethostbyaddr"}, -1, always);
    return way.leave((*next_gethostbyaddr)(address, size, family));
}

WEIR_GUARD_EXPORT int gethostbyname_r(const char* name, hostent* to, char* space, size_t size,
                                      hostent** found, int* error) {
    const passage way = enter({"gethostbyname_r"}, -1, always);
    return way.leave((*next_gethostbyname_r)(name, to, space, size, found, error));
}

WEIR_GUARD_EXPORT int gethostbyname2_r(const char* name, int family, hostent* to, char* space,
                                       size_t size, hostent** found, int* error) {
    const passage way = enter({"gethostbyname2_r"}, -1, always);
    return way.leave((*next_gethostbyname2_r)(name, family, to, space, size, found, error));
}

WEIR_GUARD_EXPORT int gethostbyaddr_r(const void* address, socklen_t length, int family,
                                      hostent* to, char* space, size_t size, hostent** found,
                                      int* error) {
    const passage way = enter({"gethostbyaddr_r"}, -1, always);
    return way.leave(
        (*next_gethostbyaddr_r)(address, length, family, to, space, size, found, error));
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
