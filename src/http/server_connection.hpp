// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The busy time of a connection: reads requests, runs handlers, writes answers, in order, until
/// no byte of another request has arrived. Then it serves the next connection.

#include "http/connection_slot.hpp"
#include "http/exchange_watch.hpp"
#include "http/live_request.hpp"
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
#include <system_error>

namespace weir::inline v0::http::detail {

class server_connection {
public:
    /// Lifetime: `env` outlives it.
    server_connection(server_state& server, const environment& env);

    /// Serves this connection from now on.
    void attach(connection_slot& slot) noexcept;
    void take_arrived(buffer bytes) noexcept {
        input_ = std::move(bytes);
        input_at_ = env().loop->now();
    }

    /// What is served runs in it.
    [[nodiscard]] const environment& env() const noexcept { return watch_.env(); }

    /// Until all that arrived is answered. False: the connection is done.
    [[nodiscard]] task<bool> serve_arrived();

    /// Answers 503 before any request, and closes.
    [[nodiscard]] task<void> turn_away(std::string_view why);

    /// May serve another connection as it is.
    [[nodiscard]] bool reusable() const noexcept {
        return watch_.reusable() && !flushing_ && output_.empty();
    }
    /// Completes when nothing is pending any more.
    [[nodiscard, clang::coro_wrapper]] task<void> end() { return watch_.close(); }

private:
    friend class http::request;
    friend class handler_run;

    /// How a wait for bytes went; the parser's own error is kept in `refusal_`.
    enum class input { event, starved, eof, timed_out, failed, refused };

    struct pulled {
        input how = input::event;
        parse_step step{};
        std::error_code error{};
    };

    [[nodiscard]] task<bool> close_politely();
    void begin_exchange();
    [[nodiscard]] pulled parse();
    [[nodiscard]] task<pulled> pull(deadline until);
    [[nodiscard]] deadline header_deadline() const noexcept;
    [[nodiscard]] static pulled cut_off(std::error_code error) noexcept;
    [[nodiscard]] task<void> answer_bad_input(input how);
    [[nodiscard]] task<void> answer_and_close(status code, std::string_view why);

    void begin_answer();
    [[nodiscard]] handler* find_handler();
    [[nodiscard]] response not_found(const router::match& m) const;
    void end_handler(const response& r) noexcept;
    void end_answer(const response& r);
    [[nodiscard]] response failed(std::error_code error);

    [[nodiscard]] task<result<std::string_view>> read_body();
    [[nodiscard]] deadline body_deadline() const noexcept;
    [[nodiscard]] task<result<void>> send_continue();
    void skip_arrived();
    [[nodiscard]] bool may_skip() const noexcept;
    [[nodiscard]] task<bool> skip_body();

    [[nodiscard]] bool may_keep(const response& r) const noexcept;
    [[nodiscard]] bool sends_body(const response& r) const noexcept;
    [[nodiscard]] static bool fits_output(const response& r) noexcept;
    [[nodiscard]] bool append_answer(response& r);
    [[nodiscard]] bool may_leave_later(bool keep) const noexcept;
    [[nodiscard]] task<bool> send(response& r);
    [[nodiscard]] task<bool> send_stream(response& r);
    [[nodiscard]] task<bool> send_pieces(generator<buffer> pieces, bool chunked);
    void append_head(response& r, body_framing framing, bool keep);
    [[nodiscard]] task<bool> flush();
    [[nodiscard]] task<void> linger();
    void reset() noexcept;
    [[nodiscard]] std::string_view peer();
    void record(const response& r);

    server_state& server_;
    shard_counters& counters_;
    connection_slot* slot_ = nullptr;
    byte_stream* stream_ = nullptr;
    request_parser parser_;
    buffer input_;
    buffer_chain output_;
    request request_{*this};
    target target_;
    std::optional<response> instead_;     // the answer where there is no handler
    std::optional<parse_error> refusal_;  // what is wrong with this request
    std::error_code body_error_;          // why no more of its body can be read
    std::uint64_t body_read_ = 0;
    std::uint64_t sent_body_ = 0;
    duration body_waited_{};  // for the body to come
    time_point begun_{};
    time_point input_at_{};    // what is in `input_` arrived
    time_point first_byte_{};  // of this request
    exchange_watch watch_;
    live_request live_;
    bool body_done_ = false;
    bool continue_due_ = false;
    bool answered_ = false;   // the whole answer to this request was sent
    bool head_sent_ = false;  // of the final answer to this request
    bool flushing_ = false;
};

}  // namespace weir::inline v0::http::detail
