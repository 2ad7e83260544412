// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A server that prints each request that reaches it, one a line: method, path, body in hex. What it
// refused itself is printed with its status. Ends with its standard input.
//
//     http-recorder

#include <weir/coro.hpp>
#include <weir/http/server.hpp>
#include <weir/rt.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

namespace {

using weir::ok;
using weir::result;
using weir::task;
namespace http = weir::http;

void print(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "'";
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text + "'";
}

task<result<http::response>> record(http::request& req) {
    const std::string body = co_await ok(req.text());
    const std::string line =
        std::string(to_string(req.verb())) + " " + std::string(req.path()) + " " + hex(body);
    print(line);
    co_return http::response::text(line + "\n").with_header("X-Recorded", "yes");
}

void print_refused(void*, const http::access_record& r) noexcept {
    if (r.status != 200) print("refused " + std::to_string(r.status));
}

task<result<void>> serve() {
    http::server web;
    for (const http::method verb : {http::method::get, http::method::post, http::method::connect})
        web.route(verb, "/{path...}", record);
    web.on_access(&print_refused, nullptr);
    auto listener = co_await ok(weir::listener::listen(weir::address::loopback(0)));
    print(listener.local_address().to_string());
    const std::jthread until_input_ends([&web] {
        while (std::getchar() != EOF) {
        }
        web.drain();
    });
    co_return co_await web.serve(listener);
}

}  // namespace

int main() {
    return weir::run([] [[clang::coro_wrapper]] { return serve(); }, {.shards = 1}) ? 0 : 1;
}
