// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A client of the admin listener on plain sockets that block: what it talks to has threads of its
/// own, and the test's thread no loop.

#include <weir/net/address.hpp>
#include <weir/net/owned_descriptor.hpp>

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <string>
#include <string_view>

namespace weir::test {

class admin_client {
public:
    explicit admin_client(const std::string& to) {
        const address at = address::parse(to).value();
        fd_ = owned_descriptor(::socket(at.native()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const timeval limit{.tv_sec = 20, .tv_usec = 0};  // a test must end
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        connected_ =
            ::connect(fd_.get(), at.native(), static_cast<socklen_t>(at.native_size())) == 0;
    }

    [[nodiscard]] bool connected() const noexcept { return connected_; }

    void send(std::string_view text) {
        static_cast<void>(!::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL));
    }

    /// Everything up to the end of the connection.
    [[nodiscard]] std::string rest() {
        while (receive()) {
        }
        return std::move(text_);
    }

    /// What has come once `mark` is in it; all there was if the connection ended before.
    [[nodiscard]] const std::string& until(std::string_view mark) {
        while (text_.find(mark) == text_.npos && receive()) {
        }
        return text_;
    }

private:
    bool receive() {
        std::array<char, 4096> piece;
        const ssize_t n = ::recv(fd_.get(), piece.data(), piece.size(), 0);
        if (n > 0) text_.append(piece.data(), static_cast<std::size_t>(n));
        return n > 0;
    }

    owned_descriptor fd_;
    bool connected_ = false;
    std::string text_;
};

/// The whole answer to a request with these lines besides the last.
[[nodiscard]] inline std::string ask(const std::string& to, std::string_view lines) {
    admin_client client(to);
    client.send(std::string(lines) + "Connection: close\r\n\r\n");
    return client.rest();
}

/// The answer to `GET path` with the Host of a browser.
[[nodiscard]] inline std::string get(const std::string& to, std::string_view path,
                                     std::string_view more = "") {
    return ask(
        to, "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + to + "\r\n" + std::string(more));
}

[[nodiscard]] inline std::string post(const std::string& to, std::string_view path,
                                      std::string_view more = "") {
    return ask(to, "POST " + std::string(path) + " HTTP/1.1\r\nHost: " + to +
                       "\r\nContent-Length: 0\r\n" + std::string(more));
}

[[nodiscard]] inline std::string status_of(std::string_view answer) {
    return std::string(answer.substr(0, answer.find("\r\n")));
}

}  // namespace weir::test
