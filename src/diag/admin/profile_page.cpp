// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/calendar.hpp"
#include "diag/admin/json_object.hpp"
#include "diag/admin/pages.hpp"
#include "diag/admin/process_facts.hpp"

#include <weir/diag/monitor.hpp>
#include <weir/diag/profile_formats.hpp>

#include <algorithm>

namespace weir::inline v0::diag::detail {
namespace {

constexpr std::uint64_t most_seconds = 60;
constexpr std::uint64_t usual_seconds = 30;

struct wanted_profile {
    std::string format;
    std::optional<std::uint32_t> track;
    duration back{};
};

/// `node-7-20260101T120000Z.cpuprofile`.
std::string file_name(std::string_view ending) {
    std::string date = iso_text(wall_now());
    std::erase_if(date, [](char c) { return c == '-' || c == ':'; });
    std::string name =
        host_name() + "-" + date.substr(0, date.find('.')) + "Z" + std::string(ending);
    std::ranges::replace_if(
        name, [](char c) { return c <= ' ' || c > '~' || c == '"' || c == '\\' || c == '/'; }, '_');
    return name;
}

admin_reply file_reply(std::string_view type, std::string_view ending, std::string content) {
    admin_reply reply{.type = type};
    reply.body = std::move(content);
    reply.file_name = file_name(ending);
    return reply;
}

admin_reply make_profile(const wanted_profile& wanted) {
    const profile p = recent_profile(wanted.back);
    if (wanted.format == "trace") return file_reply("application/json", ".trace.json", to_trace(p));
    if (wanted.format == "pprof")
        return file_reply("application/octet-stream", ".pb.gz", to_pprof(p));
    if (wanted.format == "collapsed")
        return file_reply("text/plain; charset=utf-8", ".collapsed.txt", to_collapsed(p));
    return file_reply("application/json", ".cpuprofile",
                      to_cpuprofile(p, wanted.track.value_or(p.most_interesting_track())));
}

bool is_format(std::string_view text) noexcept {
    return text == "cpuprofile" || text == "trace" || text == "pprof" || text == "collapsed";
}

}  // namespace

admin_reply profile_reply(const admin_request& request, const admin_context&) {
    const auto seconds = number_of(request, "seconds", 0, 1, most_seconds);
    const auto last = number_of(request, "last", usual_seconds, 1, most_seconds);
    const auto shard = number_of(request, "shard", UINT32_MAX, 0, UINT32_MAX - 1);
    for (const auto* number : {&seconds, &last, &shard})
        if (!*number) return refusal(http::status::bad_request, number->error());
    wanted_profile wanted;
    wanted.format = request.query.get("format").value_or("cpuprofile");
    if (!is_format(wanted.format))
        return refusal(http::status::bad_request,
                       "format is cpuprofile, trace, pprof or collapsed");
    if (*shard != UINT32_MAX) wanted.track = static_cast<std::uint32_t>(*shard);
    wanted.back = std::chrono::seconds(*seconds != 0 ? *seconds : *last);
    if (*seconds == 0) return make_profile(wanted);
    admin_reply reply;
    reply.after = wanted.back;
    reply.then = [wanted] { return make_profile(wanted); };
    return reply;
}

admin_reply write_profile_reply(const admin_request& request, const admin_context&) {
    const auto last = number_of(request, "last", usual_seconds, 1, most_seconds);
    if (!last) return refusal(http::status::bad_request, last.error());
    const result<std::string> path = write_profile(std::chrono::seconds(*last));
    if (!path)
        return refusal(http::status::conflict,
                       "no profile was written: " + path.error().message() +
                           "; is options::profile_directory set and writable?");
    return json_reply(json_object().add("path", *path).text() + "\n");
}

}  // namespace weir::inline v0::diag::detail
