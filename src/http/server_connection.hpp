// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One connection of a server: reads requests, runs handlers, writes answers, in order.

#include "http/server_state.hpp"

#include <weir/base/buffer.hpp>
#include <weir/base/buffer_chain.hpp>
#include <weir/http/request.hpp>
#include <weir/http/request_parser.hpp>
#include <weir/http/server.hpp>
#include <weir/http/target.hpp>
#include <weir/net/byte_stream.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::http::detail {

class server_connection : public list_hook {
public:
    server_connection(server_state& server, byte_stream& stream);

    /// Until the peer leaves, misbehaves, or the server drains.
    [[nodiscard]] task<void> serve();

    /// Between two requests: closing loses nothing.
    [[nodiscard]] bool idle() const noexcept { return idle_; }
    void close() noexcept { stream_.close(); }

private:
    friend class http::request;

    /// How a wait for bytes went; the parser's own error is kept in `bad_`.
    enum class input { event, eof, timed_out, failed, refused };

    struct pulled {
        input how = input::event;
        parse_step step{};
    };

    [[nodiscard]] task<bool> serve_one();
    [[nodiscard]] task<pulled> read_head();
    [[nodiscard]] task<pulled> pull(deadline until);
    [[nodiscard]] task<bool> answer_bad_input(input how);
    [[nodiscard]] task<bool> refuse(status code, std::string_view why);
    [[nodiscard]] task<response> answer();
    [[nodiscard]] task<response> run_handler(handler& fn);
    [[nodiscard]] response not_found(const router::match& m) const;
    [[nodiscard]] task<result<std::string_view>> read_body();
    [[nodiscard]] task<result<void>> send_continue();
    [[nodiscard]] task<bool> skip_body();
    [[nodiscard]] task<bool> send(response& r, bool keep);
    [[nodiscard]] task<bool> send_stream(response& r, bool keep);
    [[nodiscard]] task<bool> flush();
    void append_head(response& r, body_framing framing, bool keep);
    [[nodiscard]] bool may_keep() const noexcept;
    void record(const response& r, time_point begun) noexcept;

    server_state& server_;
    byte_stream& stream_;
    std::string peer_;
    request_parser parser_;
    buffer input_;
    buffer_chain output_;
    request request_{*this};
    std::optional<target> target_;
    parse_error bad_;
    std::uint64_t served_ = 0;
    std::uint64_t sent_body_ = 0;
    bool idle_ = true;
    bool body_done_ = false;
    bool continue_due_ = false;
};

}  // namespace weir::inline v0::http::detail
