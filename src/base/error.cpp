// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/error.hpp>

#include <string>

namespace weir::inline v0 {
namespace {

class weir_category final : public std::error_category {
public:
    const char* name() const noexcept override { return "weir"; }

    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::eof:
                return "the peer closed the connection";
            case errc::timed_out:
                return "the deadline passed";
            case errc::canceled:
                return "the operation was stopped";
            case errc::closed:
                return "already closed";
            case errc::queue_full:
                return "the queue is full";
            case errc::too_large:
                return "a size limit was exceeded";
            case errc::protocol_error:
                return "the peer broke the protocol";
            case errc::bad_argument:
                return "a value is out of range";
            case errc::unavailable:
                return "the service is not available";
            case errc::not_supported:
                return "not supported here";
        }
        return "unknown error " + std::to_string(value);
    }

    std::error_condition default_error_condition(int value) const noexcept override {
        switch (static_cast<errc>(value)) {
            case errc::timed_out:
                return std::errc::timed_out;
            case errc::canceled:
                return std::errc::operation_canceled;
            case errc::bad_argument:
                return std::errc::invalid_argument;
            case errc::not_supported:
                return std::errc::operation_not_supported;
            default:
                return std::error_condition(value, *this);
        }
    }
};

}  // namespace

const std::error_category& error_category() noexcept {
    static const weir_category category;
    return category;
}

std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), error_category()};
}

}  // namespace weir::inline v0
