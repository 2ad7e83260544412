// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/quick_reply.hpp"

#include "diag/admin/access.hpp"
#include "diag/admin/fixed_text.hpp"
#include "diag/admin/watch_settings.hpp"

#include <weir/diag/monitor.hpp>

#include <algorithm>

namespace weir::inline v0::diag::detail {
namespace {

constexpr std::string_view line_end = "\r\n";

constexpr std::string_view get_line = "GET /livez";
constexpr std::string_view head_line = "HEAD /livez";

bool may_become(std::string_view bytes, std::string_view line) noexcept {
    const std::size_t n = std::min(bytes.size(), line.size());
    return bytes.substr(0, n) == line.substr(0, n);
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Takes the next line without its end.
std::string_view take_line(std::string_view& head) noexcept {
    const auto end = head.find(line_end);
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end == head.npos ? head.size() : end + line_end.size());
    return line;
}

bool is_visible(std::string_view line) noexcept {
    return std::ranges::all_of(line, [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
}

bool is_token(std::string_view name) noexcept {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != marks.npos;
    });
}

/// `GET /livez HTTP/1.1`, also with a query, which means nothing here.
bool read_request_line(std::string_view line, quick_request& into) noexcept {
    into.head_only = line.starts_with("HEAD");
    line.remove_prefix(into.head_only ? head_line.size() : get_line.size());
    const auto space = line.find(' ');
    if (space == line.npos || (space != 0 && line[0] != '?')) return false;
    const std::string_view version = line.substr(space + 1);
    into.keep_alive = version == "HTTP/1.1";
    return into.keep_alive || version == "HTTP/1.0";
}

struct field_facts {
    unsigned hosts = 0;
    bool plain = true;
};

void read_field(std::string_view line, std::span<const std::string> ours, quick_request& into,
                field_facts& facts) noexcept {
    const auto colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    if (colon == line.npos || !is_token(name)) {
        facts.plain = false;
        return;
    }
    const std::string_view value = trim(line.substr(colon + 1));
    if (same_name(name, "host")) {
        ++facts.hosts;
        facts.plain = facts.plain && host_is_ours(value, ours);
    } else if (same_name(name, "connection")) {
        if (!same_name(value, "keep-alive")) into.keep_alive = false;
    } else if (same_name(name, "content-length") || same_name(name, "transfer-encoding") ||
               same_name(name, "upgrade") || same_name(name, "expect")) {
        facts.plain = false;
    }
}

std::uint64_t milliseconds(duration d) noexcept {
    return d.count() > 0 ? static_cast<std::uint64_t>(d.count()) / 1'000'000 : 0;
}

/// As a JSON string: what would need an escape becomes a space.
void add_quoted(fixed_text& to, std::string_view text) noexcept {
    to.add("\"");
    for (const char c : text.substr(0, to.left() > 8 ? to.left() - 8 : 0)) {
        const bool plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
        to.add(plain ? std::string_view(&c, 1) : " ");
    }
    to.add("\"");
}

bool is_object(std::string_view text, std::size_t room) noexcept {
    return text.size() > 2 && text.size() < room && text.front() == '{' && text.back() == '}';
}

}  // namespace

quick_request look_at(std::string_view bytes, std::span<const std::string> hosts) noexcept {
    quick_request request;
    if (!may_become(bytes, get_line) && !may_become(bytes, head_line)) {
        request.verdict = quick_verdict::other;
        return request;
    }
    const auto end = bytes.find("\r\n\r\n");
    if (end == bytes.npos) return request;
    request.verdict = quick_verdict::other;
    request.size = end + 4;
    std::string_view head = bytes.substr(0, end + 2);
    const std::string_view line = take_line(head);
    if (!is_visible(line) || !read_request_line(line, request)) return request;
    const bool needs_host = request.keep_alive;  // HTTP/1.1
    field_facts facts;
    while (!head.empty() && facts.plain) {
        const std::string_view field = take_line(head);
        facts.plain = is_visible(field);
        if (facts.plain) read_field(field, hosts, request, facts);
    }
    if (facts.plain && facts.hosts <= 1 && (facts.hosts == 1 || !needs_host))
        request.verdict = quick_verdict::livez;
    return request;
}

std::size_t write_livez_body(std::span<char> to, duration oldest, duration threshold,
                             std::string_view stalls) noexcept {
    fixed_text body(to);
    if (oldest <= duration::zero()) return body.add("{\"status\":\"ok\"}\n").size();
    body.add("{\"status\":\"").add(oldest > threshold ? "stuck" : "stalled");
    body.add("\",\"oldest_stall_ms\":").add(milliseconds(oldest));
    body.add(",\"liveness_threshold_ms\":").add(milliseconds(threshold));
    body.add(",");
    while (stalls.ends_with('\n')) stalls.remove_suffix(1);
    if (is_object(stalls, body.left())) return body.add(stalls.substr(1)).add("\n").size();
    body.add("\"detail\":");  // it was cut
    add_quoted(body, stalls);
    return body.add("}\n").size();
}

std::string_view quick_reply::livez(const quick_request& request) noexcept {
    const duration threshold = watch_settings_now().liveness_threshold;
    const liveness_answer answer = liveness(stall_);
    const std::size_t size =
        write_livez_body(body_, answer.oldest_stall, threshold,
                         {stall_.data(), std::min(answer.size, stall_.size())});
    fixed_text text(text_);
    text.add(answer.oldest_stall > threshold ? "HTTP/1.1 503 Service Unavailable\r\n"
                                             : "HTTP/1.1 200 OK\r\n");
    text.add("Content-Type: application/json\r\nCache-Control: no-store\r\n")
        .add("X-Content-Type-Options: nosniff\r\nContent-Length: ")
        .add(size)
        .add("\r\nConnection: ")
        .add(request.keep_alive ? "keep-alive" : "close")
        .add("\r\n\r\n");
    if (!request.head_only) text.add({body_.data(), size});
    return text.view();
}

std::string_view quick_reply::overloaded() noexcept {
    return "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
           "Connection: close\r\n\r\n"
           "{\"error\":\"the admin listener has all the connections it takes, "
           "or is stuck with a shard\"}\n";
}

}  // namespace weir::inline v0::diag::detail
