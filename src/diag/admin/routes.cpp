// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/access.hpp"
#include "diag/admin/exchange.hpp"
#include "diag/admin/inspector_page.hpp"
#include "diag/admin/pages.hpp"

#include <algorithm>
#include <array>

namespace weir::inline v0::diag::detail {
namespace {

enum class guard : std::uint8_t {
    open,    ///< for probes and for the page, which holds no data
    token,   ///< if the listener has one
    action,  ///< only with a token, and by POST
};

struct route {
    std::string_view path;
    guard needs;
    admin_reply (*reply)(const admin_request&, const admin_context&);
};

constexpr std::array routes{
    route{"/", guard::open, &inspector_reply},
    route{"/livez", guard::open, &livez_reply},
    route{"/readyz", guard::open, &readyz_reply},
    route{"/metrics", guard::token, &metrics_reply},
    route{"/events", guard::token, &events_reply},
    route{"/debug/shards", guard::token, &shards_reply},
    route{"/debug/stalls", guard::token, &stalls_reply},
    route{"/debug/tasks", guard::token, &tasks_reply},
    route{"/debug/handles", guard::token, &handles_reply},
    route{"/debug/requests", guard::token, &requests_reply},
    route{"/debug/profile", guard::token, &profile_reply},
    route{"/actions/profile", guard::action, &write_profile_reply},
    route{"/actions/cancel", guard::action, &cancel_reply},
};

/// A page of another site may link to the inspector, and to nothing else.
bool is_cross_site(const admin_request& request) {
    const auto site = request.fields.get("sec-fetch-site");
    return request.path != "/" && site && *site != "same-origin" && *site != "none";
}

bool has_token(const admin_request& request, const std::string& token, bool in_query) {
    const auto field = request.fields.get("authorization");
    if (field) return same_secret(bearer_token(*field), token);
    const auto parameter = in_query ? request.query.get("token") : std::nullopt;
    return parameter && same_secret(*parameter, token);
}

std::optional<admin_reply> refuse_caller(const admin_request& request, const admin_context& c) {
    const auto host = request.fields.get("host");
    if (host && !host_is_ours(*host, c.options.hosts))
        return refusal(http::status::misdirected_request,
                       "this name is not one of this listener's; use its address, or add the name "
                       "to admin_options::hosts");
    if (is_cross_site(request))
        return refusal(http::status::forbidden, "pages of other sites may not ask this listener");
    return std::nullopt;
}

std::optional<admin_reply> refuse_method(const route& r, const admin_request& request) {
    const bool post = request.method == http::method::post;
    const bool get = request.method == http::method::get || request.method == http::method::head;
    if (r.needs == guard::action ? post : get) return std::nullopt;
    admin_reply reply =
        refusal(http::status::method_not_allowed,
                r.needs == guard::action ? "an action is a POST" : "this is read with GET");
    reply.allow = r.needs == guard::action ? "POST" : "GET, HEAD";
    return reply;
}

std::optional<admin_reply> refuse_token(const route& r, const admin_request& request,
                                        const std::string& token) {
    const bool action = r.needs == guard::action;
    if (action && token.empty())
        return refusal(http::status::forbidden,
                       "actions need a token, and this listener has none: set admin_options::token "
                       "or WEIR_ADMIN_TOKEN");
    if (r.needs == guard::open || token.empty() || has_token(request, token, !action))
        return std::nullopt;
    return refusal(http::status::unauthorized,
                   action
                       ? "Authorization: Bearer TOKEN is missing or wrong"
                       : "the token is missing or wrong: Authorization: Bearer TOKEN, or ?token=");
}

}  // namespace

admin_reply answer(const admin_request& request, const admin_context& context) {
    if (auto refused = refuse_caller(request, context)) return std::move(*refused);
    const auto found = std::ranges::find(routes, request.path, &route::path);
    if (found == routes.end())
        return refusal(http::status::not_found, "there is no such page; / leads to all of them");
    if (auto refused = refuse_method(*found, request)) return std::move(*refused);
    if (auto refused = refuse_token(*found, request, context.options.token))
        return std::move(*refused);
    return guarded([&] { return found->reply(request, context); });
}

}  // namespace weir::inline v0::diag::detail
