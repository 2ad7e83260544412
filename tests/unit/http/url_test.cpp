// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/url.hpp>

namespace weir::http {
namespace {

std::string why_not(std::string_view text) {
    const auto parsed = url::parse(text);
    return parsed ? "it was accepted as " + parsed->to_string() : std::string(parsed.error().why);
}

TEST(url, takes_its_parts) {
    const auto u = url::parse("http://Example.ORG:8080/a/b?c=d#frag");
    ASSERT_TRUE(u);
    EXPECT_EQ(u->scheme, "http");
    EXPECT_EQ(u->host, "example.org");
    EXPECT_EQ(u->port, 8080);
    EXPECT_EQ(u->target, "/a/b?c=d");
    EXPECT_FALSE(u->host_is_ipv6);
    EXPECT_EQ(u->host_field(), "example.org:8080");
    EXPECT_EQ(u->to_string(), "http://example.org:8080/a/b?c=d");
}

TEST(url, fills_in_what_is_missing) {
    EXPECT_EQ(url::parse("http://a")->port, 80);
    EXPECT_EQ(url::parse("HTTPS://a")->port, 443);
    EXPECT_EQ(url::parse("http://a:/")->port, 80);
    EXPECT_EQ(url::parse("http://a")->target, "/");
    EXPECT_EQ(url::parse("http://a?b")->target, "/?b");
    EXPECT_EQ(url::parse("http://a#b")->target, "/");
    EXPECT_EQ(url::parse("http://a:80")->host_field(), "a");
    EXPECT_EQ(url::parse("https://a:443/")->to_string(), "https://a/");
    EXPECT_EQ(url::parse("https://a:80/")->host_field(), "a:80");
}

TEST(url, resolves_references) {
    const url base = url::parse("http://a:81/b/c/d?q").value();
    const auto resolved = [&](std::string_view reference) {
        const auto there = base.resolve(reference);
        return there ? there->to_string() : std::string(there.error().why);
    };
    EXPECT_EQ(resolved("http://x/y"), "http://x/y");
    EXPECT_EQ(resolved("HTTPS://x"), "https://x/");
    EXPECT_EQ(resolved("//x/y"), "http://x/y");
    EXPECT_EQ(resolved("/g"), "http://a:81/g");
    EXPECT_EQ(resolved("g"), "http://a:81/b/c/g");
    EXPECT_EQ(resolved("g/"), "http://a:81/b/c/g/");
    EXPECT_EQ(resolved("?y"), "http://a:81/b/c/d?y");
    EXPECT_EQ(resolved("g?y/../z#s"), "http://a:81/b/c/g?y/../z");
    EXPECT_EQ(resolved("#s"), "http://a:81/b/c/d?q");
    EXPECT_EQ(resolved(""), "http://a:81/b/c/d?q");
    EXPECT_EQ(resolved("."), "http://a:81/b/c/");
    EXPECT_EQ(resolved(".."), "http://a:81/b/");
    EXPECT_EQ(resolved("../g"), "http://a:81/b/g");
    EXPECT_EQ(resolved("../../../g"), "http://a:81/g");
    EXPECT_EQ(resolved("./g/."), "http://a:81/b/c/g/");
    EXPECT_EQ(resolved("/a/./b/../c"), "http://a:81/a/c");
    EXPECT_EQ(resolved("g;x=1/../y"), "http://a:81/b/c/y");
    EXPECT_TRUE(resolved("mailto:x@y").contains("http://"));
    EXPECT_TRUE(resolved("javascript:0").contains("http://"));
    EXPECT_TRUE(resolved("/a b").contains("percent-encoded"));
    EXPECT_TRUE(resolved("http://u:p@x/").contains("password"));
    EXPECT_EQ(url::parse("http://a?x")->resolve("b")->to_string(), "http://a/b");
}

TEST(url, knows_origins) {
    const url base = url::parse("http://a/b").value();
    EXPECT_TRUE(base.same_origin(url::parse("http://A:80/c").value()));
    for (const char* other : {"https://a/b", "http://a:81/b", "http://b/b"})
        EXPECT_FALSE(base.same_origin(url::parse(other).value())) << other;
}

TEST(url, reads_addresses) {
    const auto u = url::parse("http://[2001:DB8::1]:99/x");
    ASSERT_TRUE(u);
    EXPECT_EQ(u->host, "2001:db8::1");
    EXPECT_TRUE(u->host_is_ipv6);
    EXPECT_EQ(u->port, 99);
    EXPECT_EQ(u->host_field(), "[2001:db8::1]:99");
    EXPECT_EQ(url::parse("http://[::1]")->host_field(), "[::1]");
    EXPECT_EQ(url::parse("http://127.0.0.1:1")->host, "127.0.0.1");
    EXPECT_EQ(url::parse("http://[::ffff:1.2.3.4]/")->host, "::ffff:1.2.3.4");
}

TEST(url, a_text_of_a_url_reads_back_as_the_same) {
    for (const char* text :
         {"http://a/", "https://[::1]:8/x?y=%20z", "http://x_y.z-9:65535/a//b"}) {
        const auto u = url::parse(text);
        ASSERT_TRUE(u) << text;
        EXPECT_EQ(u->to_string(), text);
        EXPECT_EQ(url::parse(u->to_string()), *u);
    }
}

TEST(url, says_what_is_wrong) {
    EXPECT_EQ(why_not(""), "the URL does not start with http:// or https://");
    EXPECT_EQ(why_not("localhost:80"), "the URL does not start with http:// or https://");
    EXPECT_EQ(why_not("/a"), "the URL does not start with http:// or https://");
    EXPECT_EQ(why_not("ftp://a/"), "the scheme of the URL is neither http nor https");
    EXPECT_EQ(why_not("http://"), "the URL has no host");
    EXPECT_EQ(why_not("http:///a"), "the URL has no host");
    EXPECT_EQ(why_not("http://:80/"), "the URL has no host");
    const std::string port = "the port of the URL is not a number from 1 to 65535";
    for (const char* text : {"http://a:0/", "http://a:65536", "http://a:x", "http://a:8 0",
                             "http://a:-1", "http://a:80:80", "http://[::1]:99999"})
        EXPECT_EQ(why_not(text), port) << text;
    EXPECT_EQ(why_not("http://u:p@a/"), "a URL with a user name or password is not supported");
    EXPECT_EQ(why_not("http://[::1"), "the URL has an IPv6 address without ']'");
    EXPECT_EQ(why_not("http://[::1]x/"), "the URL goes on after the ']' of its address");
    EXPECT_EQ(why_not("http://[1.2.3.4]/"), "the URL's host is no IPv6 address");
    EXPECT_EQ(why_not("http://[]/"), "the URL's host is no IPv6 address");
    EXPECT_EQ(why_not("http://[fe80::1%25eth0]/"), "the URL's host is no IPv6 address");
    const std::string host = "the host of the URL has a character that host names do not have";
    for (const char* text : {"http://a b/", "http://\xc3\xa4/", "http://a%20b/", "http://::1/",
                             "http://a\r\nb/", "http://a~/"})
        EXPECT_EQ(why_not(text), text == std::string("http://::1/") ? "the URL has no host" : host)
            << text;
    const std::string target =
        "the URL has a space or another character that must be percent-encoded";
    for (const char* text : {"http://a/b c", "http://a/\xc3\xa4", "http://a/\r\n", "http://a/?\t"})
        EXPECT_EQ(why_not(text), target) << text;
}

}  // namespace
}  // namespace weir::http
