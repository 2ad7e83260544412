// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/loop_service.hpp"

#include "lab/event_loop/stall_source.hpp"
#include "lab/event_loop/unbudgeted.hpp"
#include "lab/event_loop/work/json_document.hpp"
#include "lab/event_loop/work/key_derivation.hpp"
#include "lab/event_loop/work/page_reads.hpp"
#include "lab/event_loop/work/patterns.hpp"
#include "lab/event_loop/work/text_compressor.hpp"

#include <weir/base/fatal.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>

#include <fcntl.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace weir::inline v0::lab {
namespace {

constexpr unsigned yielding_pieces = 1000;
constexpr unsigned flood_pieces = 50'000;

/// The rounds of one of so many pieces.
unsigned piece_of(unsigned rounds, unsigned pieces) noexcept {
    return std::max(1U, rounds / pieces);
}

owned_descriptor opened(const std::string& path, int flags) {
    owned_descriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0600));
    require(static_cast<bool>(file), "the lab's directory cannot be used");
    return file;
}

/// 0 for what is no number.
std::chrono::seconds seconds_in(std::string_view text) {
    unsigned seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds(seconds);
}

std::string made_page_file(std::string path) {
    require(make_page_file(path), "the lab's file to read cannot be written");
    return path;
}

}  // namespace

http::response loop_service::done() {
    return http::response::text("done\n");
}

loop_service::loop_service(const serve_settings& settings)
    : work_(settings.io_delay),
      resolver_(settings.backend),
      pages_path_(made_page_file(settings.file + "/pages.bin")),
      journal_path_(settings.file + "/journal.bin"),
      pages_(opened(pages_path_, O_RDWR)),
      journal_(opened(journal_path_, O_RDWR | O_CREAT)),
      sizes_(measure_sizes(work_, pages_.get(), journal_.get())) {}

void loop_service::add(http::server& web, const char* path, handler h) {
    web.route(http::method::get, path,
              [this, h] [[clang::coro_wrapper]] (http::request&) { return (this->*h)(); });
}

void loop_service::add_routes(http::server& web) {
    web.route(http::method::get, "/lab/profile/{seconds}",
              [this] [[clang::coro_wrapper]] (http::request & request) {
                  return profile(seconds_in(request.param("seconds")));
              });
    add(web, "/ping", &loop_service::ping);
    add(web, "/lab/stalls", &loop_service::stalls);
    add(web, "/block", &loop_service::block);
    add(web, "/yielding", &loop_service::yielding);
    add(web, "/offloaded", &loop_service::offloaded);
    add(web, "/microtask-flood-unbudgeted", &loop_service::microtask_flood_unbudgeted);
    add(web, "/microtask-flood", &loop_service::microtask_flood);
    add(web, "/file-read", &loop_service::file_read);
    add(web, "/file-read-async", &loop_service::file_read_async);
    add(web, "/dns", &loop_service::dns);
    add(web, "/dns-offloaded", &loop_service::dns_offloaded);
    add(web, "/lock", &loop_service::lock);
    add(web, "/lock-async", &loop_service::lock_async);
    add(web, "/compress", &loop_service::compress);
    add(web, "/compress-yielding", &loop_service::compress_yielding);
    add(web, "/json", &loop_service::json);
    add(web, "/json-offloaded", &loop_service::json_offloaded);
    add(web, "/regex", &loop_service::regex);
    add(web, "/regex-re2", &loop_service::regex_re2);
    add(web, "/fsync", &loop_service::fsync);
    add(web, "/fsync-async", &loop_service::fsync_async);
}

loop_service::answer loop_service::ping() {
    co_return http::response::text("pong\n");
}

loop_service::answer loop_service::stalls() {
    co_return http::response::json(co_await ok(offload(pool_, &stalls_as_json)));
}

loop_service::answer loop_service::profile(std::chrono::seconds back) {
    co_return http::response::text(
        co_await ok(offload(pool_, [back] { return collapsed_profile(back); })));
}

loop_service::answer loop_service::block() {
    derive_key(sizes_.key_rounds);
    co_return done();
}

loop_service::answer loop_service::yielding() {
    for (unsigned i = 0; i < yielding_pieces; ++i) {
        derive_key(piece_of(sizes_.key_rounds, yielding_pieces));
        co_await yield();
    }
    co_return done();
}

loop_service::answer loop_service::offloaded() {
    co_await ok(offload(pool_, [this] { derive_key(sizes_.key_rounds); }));
    co_return done();
}

loop_service::answer loop_service::microtask_flood_unbudgeted() {
    for (unsigned i = 0; i < flood_pieces; ++i) {
        co_await unbudgeted();
        derive_key(piece_of(sizes_.key_rounds, flood_pieces));
    }
    co_return done();
}

loop_service::answer loop_service::microtask_flood() {
    for (unsigned i = 0; i < flood_pieces; ++i) {
        const semaphore::permit free = co_await ok(ready_.hold());
        derive_key(piece_of(sizes_.key_rounds, flood_pieces));
    }
    co_return done();
}

loop_service::answer loop_service::compress() {
    compress_text(sizes_.text_pieces);
    co_return done();
}

loop_service::answer loop_service::compress_yielding() {
    text_compressor compressor;
    for (unsigned i = 0; i < sizes_.text_pieces; ++i) {
        compressor.compress_piece();
        co_await yield();
    }
    co_return done();
}

loop_service::answer loop_service::json() {
    const std::size_t objects = parse_document(sizes_.document);
    co_return http::response::text(std::to_string(objects) + " objects\n");
}

loop_service::answer loop_service::json_offloaded() {
    const std::size_t objects =
        co_await ok(offload(pool_, [this] { return parse_document(sizes_.document); }));
    co_return http::response::text(std::to_string(objects) + " objects\n");
}

loop_service::answer loop_service::regex() {
    const unsigned matches = match_by_backtracking(sizes_.line, sizes_.pattern_lines);
    co_return http::response::text(std::to_string(matches) + " matches\n");
}

loop_service::answer loop_service::regex_re2() {
    const unsigned matches = match_in_linear_time(sizes_.line, sizes_.pattern_lines);
    co_return http::response::text(std::to_string(matches) + " matches\n");
}

}  // namespace weir::inline v0::lab
