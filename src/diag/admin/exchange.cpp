// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/exchange.hpp"

#include "diag/admin/calendar.hpp"
#include "diag/profile/json_writer.hpp"

#include <weir/http/date.hpp>
#include <weir/http/serialize.hpp>

#include <charconv>

namespace weir::inline v0::diag::detail {
namespace {

/// Answers are data, and no page may be made of them; the inspector states its own policy, of which
/// a header only repeats what a meta element cannot say.
constexpr const char* data_policy = "default-src 'none'; frame-ancestors 'none'";
constexpr const char* page_policy =
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

http::headers fields_of(const admin_reply& reply) {
    http::headers fields;
    static_cast<void>(
        fields.append("Content-Security-Policy", reply.page ? page_policy : data_policy));
    static_cast<void>(fields.append("X-Content-Type-Options", "nosniff"));
    static_cast<void>(fields.append("X-Frame-Options", "DENY"));
    static_cast<void>(fields.append("Referrer-Policy", "no-referrer"));
    static_cast<void>(fields.append("Cross-Origin-Resource-Policy", "same-origin"));
    static_cast<void>(fields.append("Cache-Control", "no-store"));
    if (!reply.allow.empty()) static_cast<void>(fields.append("Allow", reply.allow));
    if (reply.status == http::status::unauthorized)
        static_cast<void>(fields.append("WWW-Authenticate", "Bearer"));
    if (!reply.file_name.empty())
        static_cast<void>(fields.append("Content-Disposition",
                                        "attachment; filename=\"" + reply.file_name + "\""));
    return fields;
}

}  // namespace

admin_reply refusal(http::status status, std::string_view why) {
    admin_reply reply{.status = status};
    reply.body = "{\"error\":";
    append_json(reply.body, why);
    reply.body += "}\n";
    return reply;
}

admin_reply json_reply(std::string body) {
    admin_reply reply;
    reply.body = std::move(body);
    return reply;
}

admin_reply text_reply(std::string body) {
    admin_reply reply{.type = "text/plain; charset=utf-8"};
    reply.body = std::move(body);
    return reply;
}

result<std::uint64_t, std::string> number_of(const admin_request& request, std::string_view name,
                                             std::uint64_t fallback, std::uint64_t least,
                                             std::uint64_t most) {
    const std::optional<std::string> text = request.query.get(name);
    if (!text) return fallback;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || value < least || value > most)
        return std::unexpected(std::string(name) + " is a number from " + std::to_string(least) +
                               " to " + std::to_string(most));
    return value;
}

bool wants_text(const admin_request& request) {
    return request.query.get("format") == "text";
}

admin_reply guarded(const std::function<admin_reply()>& make) {
    try {
        return make();
    } catch (const std::exception& e) {
        return refusal(http::status::internal_server_error,
                       std::string("the answer could not be made: ") + e.what());
    }
}

std::string head_of(const admin_reply& reply, bool keep_alive) {
    const http::response_head head{
        .status = reply.status, .reason = {}, .headers = fields_of(reply)};
    const std::string date =
        http::format_date(std::chrono::floor<std::chrono::seconds>(wall_now()));
    buffer_chain out;
    static_cast<void>(
        http::write_head(out, head,
                         {.framing = reply.subscribe ? http::body_framing::until_close()
                                                     : http::body_framing::sized(reply.body.size()),
                          .date = date,
                          .connection = keep_alive ? "keep-alive" : "close",
                          .content_type = reply.type}));
    return out.to_string();
}

}  // namespace weir::inline v0::diag::detail
