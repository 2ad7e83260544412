// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/load_request.hpp"

#include <weir/http/headers.hpp>
#include <weir/http/method.hpp>
#include <weir/load/engine.hpp>
#include <weir/net/address.hpp>

#include <algorithm>

namespace weir::inline v0::cli {
namespace {

using namespace std::chrono_literals;

using problem = std::optional<std::string>;

problem problem_with_url(const load_request& request, const std::string& url) {
    if (url.starts_with("https://"))
        return "'" + url + "': weir load does not speak TLS yet; give it a plain http:// address";
    const auto local = load::is_loopback(url);
    if (!local) return "'" + url + "' is not a URL such as http://127.0.0.1:8080/";
    if (*local || request.owns_target || !request.plan.unix_path.empty()) return std::nullopt;
    return "'" + url +
           "' is not on this machine; load may only be put on a target you own, then say "
           "so with --i-own-this-target";
}

problem problem_with_plan(const load::plan& plan) {
    for (const load::step_plan& step : plan.steps) {
        if (step.users > 100'000) return "--users takes at most 100000";
        if (step.measure < 100ms || step.measure > 24h) return "--step takes 100ms to 24h";
        if (step.warmup > 24h) return "--warmup takes 0s to 24h";
    }
    if (plan.request_timeout < 1ms) return "--timeout takes 1ms or more";
    if (!plan.unix_path.empty() && !address::unix_path(plan.unix_path))
        return "--unix takes a path of at most 107 bytes";
    return std::nullopt;
}

problem problem_with_request(const load::target& what) {
    if (!http::parse_method(what.method))
        return "--method: '" + what.method + "' is not a method such as GET or POST";
    http::headers trial;
    for (const auto& [name, value] : what.headers)
        if (!trial.set(name, value)) return "--header: '" + name + "' cannot be sent as it is";
    return std::nullopt;
}

problem problem_with_thresholds(const load_request& request) {
    const auto meets_a_step = [&](const threshold& t) {
        return std::ranges::any_of(request.plan.steps, [&](const load::step_plan& step) {
            return t.applies_to(step.open(), step.level());
        });
    };
    for (const threshold& t : request.thresholds)
        if (!meets_a_step(t)) return "--threshold: '" + t.text() + "' applies to no step";
    if (!request.outputs.junit.empty() && request.thresholds.empty() && !request.search)
        return "--junit needs a --threshold";
    return std::nullopt;
}

}  // namespace

problem problem_with(const load_request& request) {
    for (const std::string& url : request.urls)
        if (auto found = problem_with_url(request, url)) return found;
    if (auto found = problem_with_plan(request.plan)) return found;
    if (auto found = problem_with_request(request.plan.what)) return found;
    return problem_with_thresholds(request);
}

}  // namespace weir::inline v0::cli
