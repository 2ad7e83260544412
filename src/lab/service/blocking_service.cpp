// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/service/blocking_service.hpp"

#include "lab/blocking/blocking_file.hpp"
#include "lab/process/server_stats.hpp"
#include "lab/service/answers.hpp"
#include "lab/service/checksum.hpp"
#include "lab/service/serve_settings.hpp"

#include <utility>

namespace weir::inline v0::lab {
namespace {

blocking_response no_backend(std::error_code error) {
    const bool late = error == errc::timed_out;
    return refusal(late ? 504 : 502,
                   late ? "the backend did not answer in time" : "the backend could not be asked",
                   true);
}

}  // namespace

blocking_service::blocking_service(const serve_settings& settings, server_stats& stats)
    : stats_(stats),
      backend_(settings.backend, {.timeout = settings.io_timeout}),
      file_(settings.file) {}

blocking_response blocking_service::handle(const blocking_request& request) {
    constexpr std::string_view profiles = "/profile/";
    const std::string_view target = request.target;
    if (request.verb == http::method::get && target.starts_with(profiles))
        return profile(target.substr(profiles.size()));
    if (request.verb == http::method::post && target == "/upload") return upload();
    return refusal(404, "there are GET /profile/ID and POST /upload", true);
}

blocking_response blocking_service::profile(std::string_view id) {
    if (!is_user_id(id)) return refusal(400, "not a user id", true);
    const blocked_mark waiting(stats_);
    const auto answer = backend_.send({.target = profile_path(id)});
    if (!answer) return no_backend(answer.error());
    if (answer->status != 200) return refusal(502, "the backend refused", true);
    return {.body = answer->body};
}

blocking_response blocking_service::upload() {
    const blocked_mark waiting(stats_);
    const auto content = read_file_blocking(file_, upload_limit);
    if (!content) return refusal(500, "the file cannot be read", true);
    const auto stored = put_blob(*content);
    if (!stored) return no_backend(stored.error());
    const std::string etag = etag_of(*content);
    if (stored->status != 201 || stored->etag != etag)
        return refusal(502, "the blob store refused or damaged the upload", true);
    return {.status = 201, .etag = etag, .body = upload_json(etag, content->size())};
}

result<blocking_response> blocking_service::put_blob(const std::string& content) {
    const std::string path = blob_path(uploads_.fetch_add(1, std::memory_order_relaxed));
    for (bool again = false;; again = true) {
        if (auto ready = ensure_container(); !ready) return fail(ready.error());
        auto answer = backend_.send({.verb = http::method::put, .target = path, .body = content});
        if (!answer || answer->status != 404 || again) return answer;
        container_ready_.store(false);  // the store has lost it: once more
    }
}

result<void> blocking_service::ensure_container() {
    if (container_ready_.load(std::memory_order_relaxed)) return {};
    const auto answer =
        backend_.send({.verb = http::method::put, .target = std::string(container_path)});
    if (!answer) return fail(answer.error());
    if (answer->status != 201 && answer->status != 409) return fail(errc::unavailable);
    container_ready_.store(true);
    return {};
}

}  // namespace weir::inline v0::lab
