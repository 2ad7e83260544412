// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A profile like that of a service of two shards, written in every format: what the tests in
// DevTools and speedscope open.
//
//   profile_sample FOLDER
//
// Shard 0 answers requests; one hashes for 400 ms, one writes to the disk and waits 1.2 s for it.
// Shard 1 compresses now and then. Nothing is measured: the files are the same each time.

#include <weir/diag/profile_formats.hpp>
#include <weir/diag/profile_store.hpp>

#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace weir;
using namespace std::chrono_literals;
using diag::frame_kind;
using diag::profile_frame;

constexpr profile_frame async_frame(std::string_view function, std::string_view file,
                                    unsigned line) {
    return {.function = function, .file = file, .line = line, .kind = frame_kind::async};
}

constexpr profile_frame serve =
    async_frame("weir::http::serve_connection", "src/http/server.cpp", 118);
class service_profile {
public:
    service_profile()
        : made_({.program = "shop-api", .process_id = 4711, .steady = begin_, .wall{begin_wall}}),
          first_(made_.add_track("shard 0", 4711)),
          second_(made_.add_track("shard 1", 4712)) {
        answer_requests();
        hash_a_password();
        answer_requests();
        write_an_order();
        answer_requests();
        compress_now_and_then();
    }

    [[nodiscard]] const diag::profile& made() const noexcept { return made_; }

private:
    static constexpr std::chrono::nanoseconds begin_wall{1'795'521'731'000'000'000};

    /// Time passes, then a sample says what the shard did meanwhile.
    void sample(std::uint32_t track, duration wall, duration cpu,
                const std::vector<profile_frame>& frames) {
        made_.add_sample({.track = track,
                          .stack = made_.intern(frames),
                          .at = now_ += wall,
                          .wall = wall,
                          .cpu = cpu});
    }

    void answer_requests() {
        for (unsigned i = 0; i < 12; ++i) {
            now_ += 40ms;
            sample(first_, 10ms, 10ms,
                   {serve,
                    {.function = i % 3 == 0 ? "shop::render_cart" : "weir::http::parse_head",
                     .file = i % 3 == 0 ? "app/cart.cpp" : "src/http/parse.cpp",
                     .line = 40 + i}});
        }
    }

    void hash_a_password() {
        const time_point begun = now_;
        for (unsigned i = 0; i < 40; ++i)
            sample(
                first_, 10ms, 10ms,
                {serve,
                 async_frame("shop::log_in", "app/login.cpp", 57),
                 {.function = "shop::hash_password", .file = "app/login.cpp", .line = 23},
                 {.function = "EVP_PBE_scrypt"},
                 {.function = i % 4 == 0 ? "PKCS5_PBKDF2_HMAC" : "salsa208_word_specification"}});
        made_.add_stall({.track = first_,
                         .begin = begun,
                         .end = now_,
                         .cause = "cpu",
                         .culprit = "shop::hash_password",
                         .await_chain = {"shop::log_in at app/login.cpp:57",
                                         "weir::http::serve_connection at src/http/server.cpp:118"},
                         .properties = {{"cpu time", "398 ms"}}});
    }

    void write_an_order() {
        const time_point begun = now_;
        for (unsigned i = 0; i < 4; ++i)
            sample(first_, 300ms, 0ms,
                   {serve,
                    async_frame("shop::place_order", "app/order.cpp", 88),
                    async_frame("shop::journal::append", "app/journal.cpp", 41),
                    {.function = "shop::journal::sync", .file = "app/journal.cpp", .line = 19},
                    {.function = "fsync"}});
        made_.add_stall({.track = first_,
                         .begin = begun,
                         .end = now_,
                         .cause = "syscall: fsync(9: /var/lib/shop/journal)",
                         .culprit = "shop::journal::sync",
                         .await_chain = {"shop::journal::append at app/journal.cpp:41",
                                         "shop::place_order at app/order.cpp:88",
                                         "weir::http::serve_connection at src/http/server.cpp:118"},
                         .properties = {{"trace", "4bf92f3577b34da6a3ce929d0e0e4736"},
                                        {"cpu time", "0.1 ms"}}});
    }

    void compress_now_and_then() {
        now_ = begin_;
        for (unsigned i = 0; i < 8; ++i) {
            now_ += 200ms;
            sample(second_, 10ms, 10ms,
                   {async_frame("shop::compress_logs", "app/logs.cpp", 12),
                    {.function = "deflate"},
                    {.function = "longest_match", .inlined = true, .doubtful = true}});
        }
    }

    time_point begin_{500s};
    time_point now_ = begin_;
    diag::profile made_;
    std::uint32_t first_;
    std::uint32_t second_;
};

bool write_all(const diag::profile& p, diag::profile_store store) {
    const std::vector<std::pair<const char*, diag::profile_store::writer>> writers{
        {"cpuprofile", [&](auto& to) { write_cpuprofile(p, p.most_interesting_track(), to); }},
        {"json", [&](auto& to) { write_trace(p, to); }},
        {"collapsed.txt", [&](auto& to) { write_collapsed(p, to); }},
        {"pb.gz", [&](auto& to) { write_pprof(p, to); }}};
    for (const auto& [extension, writer] : writers) {
        const auto path = store.write(std::chrono::floor<std::chrono::milliseconds>(p.about().wall),
                                      extension, writer);
        if (!path) {
            std::fprintf(stderr, "profile_sample: %s\n", path.error().message().c_str());
            return false;
        }
        std::puts(path->c_str());
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: profile_sample FOLDER\n", stderr);
        return 2;
    }
    const service_profile service;
    return write_all(service.made(), diag::profile_store({.directory = argv[1]})) ? 0 : 1;
}
