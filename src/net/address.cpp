// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/net/address.hpp>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace weir::inline v0 {
namespace {

constexpr std::string_view unix_prefix = "unix:";
constexpr std::size_t max_path = sizeof(sockaddr_un::sun_path) - 1;

result<std::uint16_t> parse_port(std::string_view text) noexcept {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) return fail(net_errc::bad_port);
    return port;
}

/// A terminated copy for the C interfaces; empty if it does not fit.
template <std::size_t N>
bool copy_text(char (&out)[N], std::string_view text) noexcept {
    if (text.empty() || text.size() >= N) return false;
    std::memcpy(out, text.data(), text.size());
    out[text.size()] = '\0';
    return true;
}

/// An interface by name or number.
std::uint32_t parse_interface(std::string_view text) noexcept {
    std::uint32_t index = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (error == std::errc() && end == text.data() + text.size()) return index;
    char name[IF_NAMESIZE];
    return copy_text(name, text) ? if_nametoindex(name) : 0;
}

}  // namespace

template <class Native>
Native address::as() const noexcept {
    Native native;
    std::memcpy(&native, storage_, sizeof native);
    return native;
}

template <class Native>
void address::store(const Native& native, std::size_t size) noexcept {
    static_assert(sizeof(Native) <= capacity);
    std::memcpy(storage_, &native, size);
    size_ = size;
}

result<address> address::parse(std::string_view text) noexcept {
    if (text.starts_with(unix_prefix)) return unix_path(text.substr(unix_prefix.size()));
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return fail(net_errc::bad_address);
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    // "::1:80" is ambiguous, and "[1.2.3.4]:80" is nothing.
    if ((host.find(':') != std::string_view::npos) != bracketed) return fail(net_errc::bad_address);
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return fail(port.error());
    return ip(host, *port);
}

result<address> address::ip(std::string_view host, std::uint16_t port) noexcept {
    address made;
    const std::size_t percent = host.find('%');
    char plain[INET6_ADDRSTRLEN];
    if (!copy_text(plain, host.substr(0, percent))) return fail(net_errc::bad_address);

    sockaddr_in four{
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
    if (percent == std::string_view::npos && inet_pton(AF_INET, plain, &four.sin_addr) == 1) {
        made.store(four);
        return made;
    }
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    if (inet_pton(AF_INET6, plain, &six.sin6_addr) != 1) return fail(net_errc::bad_address);
    if (percent != std::string_view::npos) {
        six.sin6_scope_id = parse_interface(host.substr(percent + 1));
        if (six.sin6_scope_id == 0) return fail(net_errc::bad_address);
    }
    made.store(six);
    return made;
}

result<address> address::unix_path(std::string_view path) noexcept {
    if (path.empty() || path == "@" || path.find('\0') != std::string_view::npos)
        return fail(net_errc::bad_address);
    if (path.size() > max_path) return fail(net_errc::path_too_long);
    sockaddr_un native{};
    native.sun_family = AF_UNIX;
    std::memcpy(native.sun_path, path.data(), path.size());
    const bool abstract = path.front() == '@';
    if (abstract) native.sun_path[0] = '\0';
    address made;
    // A path counts its terminator, an abstract name must not.
    made.store(native, offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
    return made;
}

address address::loopback(std::uint16_t port) noexcept {
    address made = any(port);
    auto native = made.as<sockaddr_in>();
    native.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    made.store(native);
    return made;
}

address address::any(std::uint16_t port) noexcept {
    address made;
    made.store(sockaddr_in{
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}});
    return made;
}

result<address> address::from_native(const sockaddr* native, std::size_t size) noexcept {
    const int family = size >= sizeof(sa_family_t) ? native->sa_family : AF_UNSPEC;
    const bool known = (family == AF_INET && size >= sizeof(sockaddr_in)) ||
                       (family == AF_INET6 && size >= sizeof(sockaddr_in6)) || family == AF_UNIX;
    if (!known) return fail(errc::not_supported);
    address made;
    made.size_ = std::min(size, sizeof(sockaddr_un));
    std::memcpy(made.storage_, native, made.size_);
    return made;
}

address::kind address::family() const noexcept {
    if (size_ == 0) return kind::none;
    switch (native()->sa_family) {
        case AF_INET:
            return kind::ipv4;
        case AF_INET6:
            return kind::ipv6;
        default:
            return kind::unix_socket;
    }
}

std::uint16_t address::port() const noexcept {
    // Both families keep it at the same place.
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    return is_ip() ? ntohs(as<sockaddr_in>().sin_port) : std::uint16_t{0};
}

void address::set_port(std::uint16_t port) noexcept {
    if (!is_ip()) return;
    const std::uint16_t wire = htons(port);
    std::memcpy(storage_ + offsetof(sockaddr_in, sin_port), &wire, sizeof wire);
}

std::string address::host() const {
    char text[INET6_ADDRSTRLEN];
    switch (family()) {
        case kind::none:
            return {};
        case kind::ipv4:
            return inet_ntop(AF_INET, storage_ + offsetof(sockaddr_in, sin_addr), text,
                             sizeof text);
        case kind::ipv6: {
            std::string host = inet_ntop(AF_INET6, storage_ + offsetof(sockaddr_in6, sin6_addr),
                                         text, sizeof text);
            const std::uint32_t scope = as<sockaddr_in6>().sin6_scope_id;
            return scope == 0 ? host : host + '%' + std::to_string(scope);
        }
        case kind::unix_socket:
            break;
    }
    constexpr std::size_t start = offsetof(sockaddr_un, sun_path);
    if (size_ <= start) return {};
    const char* path = reinterpret_cast<const char*>(storage_) + start;
    if (path[0] == '\0') return '@' + std::string(path + 1, size_ - start - 1);
    return {path, strnlen(path, size_ - start)};
}

std::string address::to_string() const {
    switch (family()) {
        case kind::none:
            return "none";
        case kind::ipv4:
            return host() + ':' + std::to_string(port());
        case kind::ipv6:
            return '[' + host() + "]:" + std::to_string(port());
        case kind::unix_socket:
            break;
    }
    return std::string(unix_prefix) + host();
}

bool operator==(const address& a, const address& b) noexcept {
    return a.size_ == b.size_ && std::memcmp(a.storage_, b.storage_, a.size_) == 0;
}

}  // namespace weir::inline v0
