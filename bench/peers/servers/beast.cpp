// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Boost.Beast with coroutines on one thread, as its own examples use it: a stream with a timeout,
// string bodies. Listens on 127.0.0.1:PORT.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
// With the executor's own type: cheaper than the type-erased default.
using executor = asio::io_context::executor_type;
using acceptor_type = asio::basic_socket_acceptor<tcp, executor>;
using stream_type = beast::basic_stream<tcp, executor, beast::unlimited_rate_policy>;

namespace {

const std::string& date_text() {
    static std::time_t rendered = 0;
    static std::string text;
    if (const std::time_t now = std::time(nullptr); now != rendered) {
        char buffer[64];
        std::tm parts{};
        std::strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &parts));
        text = buffer;
        rendered = now;
    }
    return text;
}

http::response<http::string_body> answer(const http::request<http::string_body>& request) {
    http::response<http::string_body> response(http::status::ok, request.version());
    response.set(http::field::content_type, "text/plain; charset=utf-8");
    response.set(http::field::date, date_text());
    response.keep_alive(request.keep_alive());
    response.body() = "Hello, World!";
    response.prepare_payload();
    return response;
}

asio::awaitable<void> serve(stream_type stream) {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    for (;;) {
        stream.expires_after(std::chrono::seconds(30));
        http::request<http::string_body> request;
        co_await http::async_read(stream, buffer, request,
                                  asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        const auto response = answer(request);
        co_await http::async_write(stream, response,
                                   asio::redirect_error(asio::use_awaitable, error));
        if (error || !response.keep_alive()) break;
    }
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
}

asio::awaitable<void> listen(asio::io_context& context, unsigned short port) {
    acceptor_type acceptor(context, {asio::ip::address_v4::loopback(), port});
    acceptor.listen(4096);
    for (;;) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        socket.set_option(tcp::no_delay(true));
        asio::co_spawn(context, serve(stream_type(std::move(socket))), asio::detached);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    asio::io_context context(1);
    asio::co_spawn(context, listen(context, static_cast<unsigned short>(std::atoi(argv[1]))),
                   asio::detached);
    context.run();
}
