// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/net/address.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

namespace weir {
namespace {

using kind = address::kind;

TEST(address, parses_what_it_prints) {
    for (const char* text : {"127.0.0.1:80", "0.0.0.0:0", "255.255.255.255:65535", "[::1]:80",
                             "[2001:db8::7]:443", "[::ffff:1.2.3.4]:1", "[fe80::1%1]:80",
                             "unix:/run/app.sock", "unix:relative", "unix:@abstract"}) {
        const auto parsed = address::parse(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->to_string(), text);
        EXPECT_EQ(address::from_native(parsed->native(), parsed->native_size()).value(), *parsed);
    }
}

TEST(address, tells_its_parts) {
    const address four = address::parse("1.2.3.4:80").value();
    EXPECT_EQ(four.family(), kind::ipv4);
    EXPECT_EQ(four.host(), "1.2.3.4");
    EXPECT_EQ(four.port(), 80);
    EXPECT_EQ(four.native()->sa_family, AF_INET);
    EXPECT_EQ(four.native_size(), sizeof(sockaddr_in));
    const address six = address::parse("[::1]:443").value();
    EXPECT_EQ(six.family(), kind::ipv6);
    EXPECT_EQ(six.host(), "::1");
    EXPECT_EQ(six.port(), 443);
    const address local = address::parse("unix:/a").value();
    EXPECT_EQ(local.family(), kind::unix_socket);
    EXPECT_EQ(local.host(), "/a");
    EXPECT_EQ(local.port(), 0);
    EXPECT_FALSE(local.is_ip());
}

TEST(address, accepts_an_interface_by_name) {
    EXPECT_EQ(address::parse("[fe80::1%lo]:80").value().to_string(), "[fe80::1%1]:80");
    EXPECT_EQ(address::parse("[fe80::1%nosuchif]:80").error(), net_errc::bad_address);
    EXPECT_EQ(address::parse("[fe80::1%]:80").error(), net_errc::bad_address);
}

TEST(address, refuses_what_is_none) {
    for (const char* text : {"", "localhost:80", "127.0.0.1", "1.2.3:80", "::1:80", "[::1]",
                             "[1.2.3.4]:80", "1.2.3.4.5:80", "[]:80", ":80", "unix:", "unix:@",
                             "[::1:80", "1.2.3.256:1", "1.2.3.4%lo:80"})
        EXPECT_EQ(address::parse(text).error(), net_errc::bad_address) << text;
}

TEST(address, refuses_bad_ports) {
    for (const char* text : {"127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x",
                             "[::1]:http", "127.0.0.1: 80"})
        EXPECT_EQ(address::parse(text).error(), net_errc::bad_port) << text;
}

TEST(address, bounds_the_path_of_a_unix_socket) {
    EXPECT_EQ(address::unix_path(std::string(107, 'x')).value().host(), std::string(107, 'x'));
    EXPECT_EQ(address::unix_path(std::string(108, 'x')).error(), net_errc::path_too_long);
    EXPECT_EQ(address::unix_path(std::string("a\0b", 3)).error(), net_errc::bad_address);
}

TEST(address, compares_by_value) {
    EXPECT_EQ(address::loopback(80), address::parse("127.0.0.1:80").value());
    EXPECT_NE(address::loopback(80), address::loopback(81));
    EXPECT_NE(address::loopback(80), address::any(80));
    EXPECT_EQ(address(), address());
    EXPECT_NE(address(), address::any(0));
}

TEST(address, changes_its_port) {
    address six = address::parse("[::1]:1").value();
    six.set_port(443);
    EXPECT_EQ(six.to_string(), "[::1]:443");
    address local = address::unix_path("/a").value();
    local.set_port(80);
    EXPECT_EQ(local, address::unix_path("/a").value());
}

TEST(address, none_is_printable_and_native_families_are_checked) {
    EXPECT_EQ(address().to_string(), "none");
    EXPECT_EQ(address().host(), "");
    EXPECT_EQ(address().family(), kind::none);
    sockaddr_storage other{};
    other.ss_family = AF_NETLINK;
    const auto* native = reinterpret_cast<const sockaddr*>(&other);
    EXPECT_EQ(address::from_native(native, sizeof other).error(), errc::not_supported);
    EXPECT_EQ(address::from_native(native, 0).error(), errc::not_supported);
    other.ss_family = AF_UNIX;
    EXPECT_EQ(address::from_native(native, sizeof(sa_family_t)).value().to_string(), "unix:");
    other.ss_family = AF_INET;
    EXPECT_EQ(address::from_native(native, 4).error(), errc::not_supported);
}

}  // namespace
}  // namespace weir
