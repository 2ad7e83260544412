// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "top/top_snapshot.hpp"

#include <weir/base/error.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>

namespace weir::inline v0::cli {
namespace {

using namespace std::chrono_literals;

struct page {
    int status = 0;
    nlohmann::json body;
};

task<result<page>> fetch(http::client& web, std::string url, std::string token) {
    http::client_request request;
    if (!token.empty()) co_await ok(request.fields.set("Authorization", "Bearer " + token));
    http::client_response answer = co_await ok(web.send(std::move(url), std::move(request)));
    page found;
    found.status = http::to_int(answer.code());
    found.body = nlohmann::json::parse(co_await ok(answer.text()), nullptr, false);
    co_return found;
}

std::string unreachable(const std::string& address, std::error_code error) {
    if (error == errc::timed_out)
        return address + " takes connections but does not answer; is it an admin listener?";
    if (error == errc::protocol_error)
        return address + " does not speak HTTP; is it an admin listener?";
    return "no admin listener answers at " + address + ": " + error.message() +
           "; does the program run with WEIR_ADMIN=" + address + "?";
}

/// Why a page of the debug routes is missing.
std::string missing(const result<page>& got) {
    if (!got)
        return got.error() == errc::timed_out ? "only /livez answers: the rest of the listener is "
                                                "stuck, too, as happens while "
                                                "a shard holds the allocator's lock"
                                              : got.error().message();
    if (got->status == 401) return "the listener asks for a token: set WEIR_ADMIN_TOKEN";
    const auto why = got->body.is_object() ? got->body.value("error", "") : "";
    return "it answers " + std::to_string(got->status) + (why.empty() ? "" : ": " + why);
}

bool is_good(const result<page>& got) {
    return got && got->status == 200 && got->body.is_object();
}

/// A whole listener has `status` in its `/livez`; another server that answers has not.
bool is_live_page(const page& got) {
    return (got.status == 200 || got.status == 503) && got.body.is_object() &&
           got.body.contains("status");
}

task<void> add_details(http::client& web, const std::string& base, const std::string& token,
                       top_snapshot& into) {
    result<page> state = co_await with_timeout(2s, fetch(web, base + "/debug/shards", token));
    if (!is_good(state)) {
        into.trouble = missing(state);
        co_return;
    }
    into.state = std::move(state->body);
    result<page> stalls =
        co_await with_timeout(2s, fetch(web, base + "/debug/stalls?limit=50", token));
    if (is_good(stalls))
        into.stalls = std::move(stalls->body);
    else
        into.trouble = missing(stalls);
}

}  // namespace

task<top_snapshot> take_snapshot(http::client& web, std::string address, std::string token) {
    top_snapshot found;
    found.at = this_task::now();
    const std::string base = "http://" + address;
    result<page> live = co_await with_timeout(2s, fetch(web, base + "/livez", ""));
    if (!live) {
        found.trouble = unreachable(address, live.error());
        co_return found;
    }
    if (!is_live_page(*live)) {
        found.trouble = address + " answers, but not as an admin listener of Weir does";
        co_return found;
    }
    found.live_status = live->status;
    found.live = std::move(live->body);
    co_await add_details(web, base, token, found);
    co_return found;
}

}  // namespace weir::inline v0::cli
