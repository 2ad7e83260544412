// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/net/net_errc.hpp>

#include <string>

namespace weir::inline v0 {
namespace {

class net_error_category final : public std::error_category {
public:
    const char* name() const noexcept override { return "net"; }

    std::string message(int value) const override {
        switch (static_cast<net_errc>(value)) {
            case net_errc::bad_address:
                return "not an address; expected 1.2.3.4:80, [::1]:80 or unix:/path";
            case net_errc::bad_port:
                return "not a port; expected a number from 0 to 65535";
            case net_errc::path_too_long:
                return "the path of a Unix socket has at most 107 bytes";
            case net_errc::host_not_found:
                return "host not found";
            case net_errc::no_address:
                return "the host has no address";
            case net_errc::name_server_failed:
                return "the name servers did not answer";
            case net_errc::lookup_failed:
                return "the name lookup failed";
        }
        return "unknown error " + std::to_string(value);
    }
};

}  // namespace

const std::error_category& net_category() noexcept {
    static const net_error_category category;
    return category;
}

std::error_code make_error_code(net_errc code) noexcept {
    return {static_cast<int>(code), net_category()};
}

}  // namespace weir::inline v0
