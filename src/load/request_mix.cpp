// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/request_mix.hpp"

#include <algorithm>

namespace weir::inline v0::load {
namespace {

result<text_template> parse(std::string_view text) {
    auto parsed = text_template::parse(text);
    if (!parsed) return fail(errc::bad_argument);
    return std::move(*parsed);
}

result<http::client_request> request_of(const target& what, const http::url& url) {
    const auto verb = http::parse_method(what.method);
    if (!verb) return fail(errc::bad_argument);
    http::client_request request{.verb = *verb, .target = url.target, .body = what.body};
    for (const auto& [name, value] : what.headers)
        if (result<void> set = request.fields.set(name, value); !set) return fail(set.error());
    return request;
}

}  // namespace

result<request_mix> request_mix::make(const plan& of, const http::url& url) {
    request_mix made;
    if (of.requests.size() > most) return fail(errc::bad_argument);
    std::uint64_t sum = 0;
    for (const weighted_request& from : of.requests) {
        auto entry = make_entry(of.what, from, url);
        if (!entry) return fail(entry.error());
        entry->up_to = sum += from.weight;
        made.entries_.push_back(std::move(*entry));
    }
    if (of.requests.empty()) {
        auto only = request_of(of.what, url);
        if (!only) return fail(only.error());
        made.entries_.emplace_back();
        made.entries_.back().up_to = sum = 1;
        made.entries_.back().ready = std::move(*only);
    }
    if (sum == 0) return fail(errc::bad_argument);
    return made;
}

result<request_mix::entry> request_mix::make_entry(const target& base, const weighted_request& from,
                                                   const http::url& url) {
    entry made;
    auto ready = request_of(
        {.url = {}, .method = from.method, .headers = base.headers, .body = from.body}, url);
    auto path = parse(from.path.empty() ? url.target : from.path);
    auto body = from.literal_body ? text_template() : parse(from.body);
    if (!ready || !path || !body) return fail(errc::bad_argument);
    made.ready = std::move(*ready);
    made.ready.target = from.path.empty() ? url.target : from.path;
    made.target = std::move(*path);
    made.body = std::move(*body);
    made.constant = made.target.constant() && made.body.constant();
    for (const auto& [name, value] : from.headers) {
        auto parsed = parse(value);
        if (!parsed) return fail(parsed.error());
        if (result<void> set = made.ready.fields.set(name, value); !set) return fail(set.error());
        if (parsed->constant()) continue;
        made.constant = false;
        made.fields.emplace_back(name, std::move(*parsed));
    }
    return made;
}

request_mix::entry& request_mix::pick(loop_context& loop) noexcept {
    if (entries_.size() == 1) return entries_.front();
    const std::uint64_t ticket = loop.random() % entries_.back().up_to;
    return *std::ranges::upper_bound(entries_, ticket, {}, &entry::up_to);
}

http::client_request* request_mix::next(loop_context& loop, http::client_request& own) {
    const std::uint64_t n = sent_++;
    entry& chosen = pick(loop);
    if (chosen.constant) return &chosen.ready;
    const auto random = [&loop] { return loop.random(); };
    own.verb = chosen.ready.verb;
    own.fields = chosen.ready.fields;
    chosen.target.render(own.target, n, random);
    if (chosen.body.constant())
        own.body = chosen.ready.body;
    else
        chosen.body.render(own.body, n, random);
    for (const auto& [name, value] : chosen.fields) {
        value.render(text_, n, random);
        if (!own.fields.set(name, text_)) return nullptr;
    }
    return &own;
}

}  // namespace weir::inline v0::load
