// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/route_names.hpp"

#include <weir/base/fatal.hpp>
#include <weir/http/router.hpp>

#include <algorithm>
#include <set>
#include <span>

namespace weir::inline v0::http {

/// One segment of the tree of patterns.
struct router::node {
    struct transparent_map : std::map<std::string, std::unique_ptr<node>, std::less<>> {};

    transparent_map literals;
    std::unique_ptr<node> parameter;  // {name}
    std::string parameter_name;
    struct route {
        handler fn;
        const std::string* pattern;
    };
    using routes = std::map<method, route>;

    routes handlers;       // of a path that ends here
    routes rest_handlers;  // of {name...}
    std::string rest_name;
};

namespace {

/// Cuts the first segment off "/a/b/c".
std::string_view next_segment(std::string_view& path) noexcept {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    return segment;
}

bool is_parameter(std::string_view segment) noexcept {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_rest(std::string_view segment) noexcept {
    return is_parameter(segment) && segment.ends_with("...}");
}

/// Whether there is a handler, which is then in the match.
template <class Routes>
bool find_in(Routes& routes, method verb, router::match& m) noexcept {
    auto found = routes.find(verb);
    if (found == routes.end() && verb == method::head) found = routes.find(method::get);
    if (found == routes.end()) return false;
    m.found = &found->second.fn;
    m.pattern = found->second.pattern;
    return true;
}

}  // namespace

router::router() : root_(std::make_unique<node>()) {}
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;
router::~router() = default;

void router::add(method verb, std::string_view pattern, handler fn) {
    require(pattern.starts_with('/'), "a route's pattern begins with '/'");
    node::route added{std::move(fn), &detail::route_name(pattern)};
    node* at = root_.get();
    std::string_view rest = pattern;
    bool literal = true;
    while (!rest.empty()) {
        const std::string_view segment = next_segment(rest);
        if (is_rest(segment)) {
            require(rest.empty(), "'{name...}' may only be the last segment of a route's pattern");
            const std::string_view name = segment.substr(1, segment.size() - 5);
            require(at->rest_handlers.empty() || at->rest_name == name,
                    "two routes name the rest of the same path differently");
            at->rest_name = name;
            require(at->rest_handlers.emplace(verb, std::move(added)).second,
                    "a route was added twice for the same method");
            return;
        }
        if (is_parameter(segment)) {
            if (!at->parameter) at->parameter = std::make_unique<node>();
            const std::string_view name = segment.substr(1, segment.size() - 2);
            require(at->parameter_name.empty() || at->parameter_name == name,
                    "two routes name the same path parameter differently");
            at->parameter_name = name;
            at = at->parameter.get();
            literal = false;
            continue;
        }
        require(segment.find_first_of("{}") == std::string_view::npos,
                "a route's parameter is a whole segment: '/{name}'");
        auto& next = at->literals[std::string(segment)];
        if (!next) next = std::make_unique<node>();
        at = next.get();
    }
    require(at->handlers.emplace(verb, std::move(added)).second,
            "a route was added twice for the same method");
    if (literal) literal_.emplace(pattern, at);
}

namespace {

/// A position in a target: its segments, and the part of the path that they came from.
struct cursor {
    std::span<const std::string_view> segments;
    std::string_view path;

    [[nodiscard]] cursor next() const noexcept {
        std::string_view rest = path;
        next_segment(rest);
        return {segments.subspan(1), rest};
    }
};

/// Visits every node that the target leads to, the most literal first, until `visit` says true.
template <class Node, class Visitor>
bool walk(Node& at, cursor c, router::parameters& params, Visitor& visit) {
    if (c.segments.empty()) return visit(at.handlers);
    const std::string_view segment = c.segments.front();
    if (auto literal = at.literals.find(segment); literal != at.literals.end())
        if (walk(*literal->second, c.next(), params, visit)) return true;
    if (at.parameter && !segment.empty()) {
        params.emplace_back(at.parameter_name, segment);
        if (walk(*at.parameter, c.next(), params, visit)) return true;
        params.pop_back();
    }
    if (at.rest_handlers.empty()) return false;
    params.emplace_back(at.rest_name, c.path.substr(1));
    if (visit(at.rest_handlers)) return true;
    params.pop_back();
    return false;
}

/// Visits every node there is.
template <class Node, class Visitor>
void walk_all(Node& at, Visitor& visit) {
    visit(at.handlers);
    visit(at.rest_handlers);
    for (auto& [segment, next] : at.literals) walk_all(*next, visit);
    if (at.parameter) walk_all(*at.parameter, visit);
}

}  // namespace

router::match router::find(method verb, const target& of, parameters reuse) const {
    match m{.params = std::move(reuse)};
    m.params.clear();
    // What the walk below would visit first.
    if (const auto same = of.plain() ? literal_.find(of.path()) : literal_.end();
        same != literal_.end()) {
        m.path_known = true;
        if (find_in(same->second->handlers, verb, m)) return m;
    }
    auto visit = [&](node::routes& handlers) {
        m.path_known = m.path_known || !handlers.empty();
        return find_in(handlers, verb, m);
    };
    walk(*root_, {of.segments(), of.path()}, m.params, visit);
    return m;
}

std::string router::allowed(const target& of) const {
    std::set<std::string_view> names;
    parameters unused;
    auto visit = [&](node::routes& handlers) {
        for (const auto& [verb, answers] : handlers) {
            names.insert(to_string(verb));
            if (verb == method::get) names.insert(to_string(method::head));
        }
        return false;
    };
    if (of.path() == "*")
        walk_all(*root_, visit);
    else
        walk(*root_, {of.segments(), of.path()}, unused, visit);
    if (!names.empty() || of.path() == "*") names.insert(to_string(method::options));
    std::string list;
    for (const std::string_view name : names) {
        if (!list.empty()) list += ", ";
        list += name;
    }
    return list;
}

}  // namespace weir::inline v0::http
