// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Where a socket is: an IPv4 or IPv6 address with a port, or the path of a Unix socket.
///
///     address at = address::parse("127.0.0.1:8080").value();
///     address six = address::parse("[::1]:8080").value();
///     address local = address::parse("unix:/run/app.sock").value();
///
/// Numeric only; names are for `resolve`. An address is a value of 120 bytes and owns no memory.

#include <weir/base/result.hpp>
#include <weir/net/net_errc.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

struct sockaddr;

namespace weir::inline v0 {

class address {
public:
    enum class kind : std::uint8_t { none, ipv4, ipv6, unix_socket };

    /// No address.
    address() noexcept = default;

    /// `1.2.3.4:80`, `[::1]:80`, `[fe80::1%eth0]:80`, `unix:/path`, `unix:@abstract-name`.
    /// Errors: `net_errc::bad_address`, `bad_port`, `path_too_long`.
    [[nodiscard]] static result<address> parse(std::string_view text) noexcept;

    /// A numeric host, IPv6 without brackets. Errors: `net_errc::bad_address`.
    [[nodiscard]] static result<address> ip(std::string_view host, std::uint16_t port) noexcept;

    /// A leading `@` means the abstract namespace. Errors: `bad_address` for an empty path,
    /// `path_too_long`.
    [[nodiscard]] static result<address> unix_path(std::string_view path) noexcept;

    /// 127.0.0.1.
    [[nodiscard]] static address loopback(std::uint16_t port) noexcept;
    /// 0.0.0.0: every IPv4 interface.
    [[nodiscard]] static address any(std::uint16_t port) noexcept;

    /// From what the system filled in. Errors: `errc::not_supported` for other families.
    [[nodiscard]] static result<address> from_native(const sockaddr* native,
                                                     std::size_t size) noexcept;

    [[nodiscard]] kind family() const noexcept;
    [[nodiscard]] bool is_ip() const noexcept {
        return family() == kind::ipv4 || family() == kind::ipv6;
    }

    /// The port, 0 for anything but IP.
    [[nodiscard]] std::uint16_t port() const noexcept;
    void set_port(std::uint16_t port) noexcept;

    /// The numeric host without brackets, or the path; empty for an unnamed Unix socket.
    [[nodiscard]] std::string host() const;

    /// As `parse` reads it; `none` for no address.
    [[nodiscard]] std::string to_string() const;

    /// For `bind`, `connect` and the like.
    [[nodiscard]] const sockaddr* native() const noexcept {
        return reinterpret_cast<const sockaddr*>(storage_);
    }
    [[nodiscard]] std::size_t native_size() const noexcept { return size_; }

    friend bool operator==(const address& a, const address& b) noexcept;

private:
    static constexpr std::size_t capacity = 112;  // sockaddr_un takes 110

    template <class Native>
    [[nodiscard]] Native as() const noexcept;
    template <class Native>
    void store(const Native& native, std::size_t size = sizeof(Native)) noexcept;

    alignas(8) std::byte storage_[capacity]{};
    std::size_t size_ = 0;
};

}  // namespace weir::inline v0
