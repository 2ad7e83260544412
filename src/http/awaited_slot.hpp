// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shared_number.hpp"
#include "http/shared_text.hpp"

#include <weir/http/request_span.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace weir::inline v0::http::detail {

/// Where a request's wait for another service is kept. The shard writes, any thread reads.
class awaited_slot {
public:
    void begin(method verb, std::string_view host, std::uint64_t span_id, time_point now) noexcept {
        host = host.substr(0, host_.capacity);
        span_id_ = span_id;
        begin_ = now;
        answered_ = time_point{};
        end_ = time_point{};
        host_.store(host);
        state_ = pack(await_outcome::pending, verb, 0, host.size());
    }
    void answered(int status, time_point now) noexcept {
        answered_ = now;
        set(await_outcome::answered, status);
    }
    void failed(await_outcome how) noexcept { set(how, 0); }
    void end(time_point now) noexcept { end_ = now; }

    void read(awaited_span& to) const noexcept {
        const std::uint64_t state = state_.get();
        to.outcome = static_cast<await_outcome>(state & 0xff);
        to.verb = static_cast<method>(state >> 8U & 0xff);
        to.status = static_cast<int>(state >> 16U & 0xffff);
        // A slot that is being written anew is rejected by its request's sequence number.
        to.host_size =
            static_cast<std::uint8_t>(std::min<std::uint64_t>(state >> 32U & 0xff, host_.capacity));
        to.span_id = span_id_.get();
        to.begin = begin_.time();
        to.answered = answered_.time();
        to.end = end_.time();
        host_.load(to.host_text, to.host_size);
    }

private:
    static std::uint64_t pack(await_outcome how, method verb, int status,
                              std::uint64_t host_size) noexcept {
        return static_cast<std::uint64_t>(how) | static_cast<std::uint64_t>(verb) << 8U |
               static_cast<std::uint64_t>(status & 0xffff) << 16U | host_size << 32U;
    }
    void set(await_outcome how, int status) noexcept {
        const std::uint64_t old = state_.get();
        state_ = pack(how, static_cast<method>(old >> 8U & 0xff), status, old >> 32U & 0xff);
    }

    shared_number state_;
    shared_number span_id_;
    shared_number begin_;
    shared_number answered_;
    shared_number end_;
    shared_text<56> host_;
};

}  // namespace weir::inline v0::http::detail
